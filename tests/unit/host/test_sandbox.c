/* Each forbidden thing is tried inside the walls, in a child that has them. */
#include "fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "host/sandbox.h"
#include "store/sqlite.h"

enum { WALLS_FAILED = 250 };

static struct folder folder;
static struct sandbox_walls walls; /* what this kernel has */

/* What a child came to: 0 done, an errno, or minus the signal that ended it. */
static int inside(int (*act)(void))
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        struct sandbox sandbox = {.folder = folder.inner};
        struct fault fault = {0};
        if (sandbox_enter(&sandbox, &walls, &fault) != OK) {
            _exit(WALLS_FAILED);
        }
        errno = 0;
        _exit(act() == 0 ? 0 : errno);
    }
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static const char *in_folder(const char *name)
{
    static char path[256];

    snprintf(path, sizeof(path), "%s/%s", folder.inner, name);
    return path;
}

static int opened(int fd)
{
    return fd < 0 ? -1 : close(fd);
}

static int read_passwd(void)
{
    return opened(open("/etc/passwd", O_RDONLY));
}

static int write_beside(void)
{
    return opened(open(folder.path, O_RDWR | O_TMPFILE, 0600));
}

static int write_in_folder(void)
{
    int fd = open(in_folder("note"), O_RDWR | O_CREAT, 0600);

    if (fd < 0 || write(fd, "a", 1) != 1 || fdatasync(fd) != 0 || ftruncate(fd, 0) != 0) {
        return -1;
    }
    close(fd);
    return rename(in_folder("note"), folder.inner) == 0 ? -1 : unlink(in_folder("note"));
}

static int link_in_folder(void)
{
    return symlink("/etc/passwd", in_folder("passwd"));
}

static int new_socket(void)
{
    return opened(socket(AF_INET, SOCK_STREAM, 0));
}

static int new_unix_socket(void)
{
    return opened(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int other_program(void)
{
    char *const argv[] = {"true", NULL};

    return execv("/bin/true", argv);
}

static int trace_parent(void)
{
    return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static int read_parent(void)
{
    char byte;
    struct iovec to = {&byte, 1};
    struct iovec from = {&walls, 1};

    return process_vm_readv(getppid(), &to, 1, &from, 1, 0) == 1 ? 0 : -1;
}

static int new_process(void)
{
    pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);

    if (child == 0) {
        _exit(0);
    }
    return child < 0 ? -1 : 0;
}

static int signal_parent(void)
{
    return kill(getppid(), 0);
}

static int code_at_run_time(void)
{
    void *page =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return page == MAP_FAILED ? -1 : 0;
}

static int code_made_later(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return page == MAP_FAILED ? -1 : mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static int core_again(void)
{
    return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static void *thread_run(void *context)
{
    *(int *)context = read_passwd() == 0 ? 0 : errno;
    return NULL;
}

/* Its walls are those of who made it. */
static int thread_outside(void)
{
    pthread_t thread;
    int failed_by = 0;

    if (pthread_create(&thread, NULL, thread_run, &failed_by) != 0) {
        return -1;
    }
    pthread_join(thread, NULL);
    errno = failed_by;
    return failed_by == 0 ? 0 : -1;
}

static int database(void)
{
    struct db *db = NULL;
    struct fault fault = {0};
    int64_t count = -1;

    if (db_open(in_folder("amparo.db"), DB_WRITE, &db, &fault) != OK) {
        return -1;
    }
    DB_QUERY(db, rows, SQL_CHECKPOINT_SCAN, db_int(1));
    for (count = 0; db_step(&rows); count++) {
    }
    if (db_done(&rows) != OK) {
        return -1;
    }
    db_close(db);
    return count < 0 ? -1 : 0;
}

static bool has_landlock(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, 1) >= 1;
}

static void files_outside_of_the_folder_do_not_open(void **state)
{
    (void)state;
    if (!has_landlock()) {
        skip();
    }
    assert_int_equal(inside(read_passwd), EACCES);
    assert_int_equal(inside(write_beside), EACCES);
    assert_int_equal(inside(thread_outside), EACCES);
}

static void the_folder_and_its_database_do(void **state)
{
    (void)state;
    assert_int_equal(inside(write_in_folder), 0);
    assert_int_equal(inside(database), 0);
}

static void no_link_leads_out(void **state)
{
    (void)state;
    assert_int_equal(inside(link_in_folder), EPERM);
}

static void what_only_foreign_code_asks_for_ends_the_process(void **state)
{
    (void)state;
    assert_int_equal(inside(new_socket), -SIGSYS);
    assert_int_equal(inside(new_unix_socket), -SIGSYS);
    assert_int_equal(inside(other_program), -SIGSYS);
    assert_int_equal(inside(trace_parent), -SIGSYS);
    assert_int_equal(inside(read_parent), -SIGSYS);
}

static void what_is_not_needed_is_refused(void **state)
{
    (void)state;
    assert_int_equal(inside(new_process), EPERM);
    assert_int_equal(inside(signal_parent), EPERM);
    assert_int_equal(inside(core_again), EPERM);
}

static void memory_never_becomes_code(void **state)
{
    (void)state;
    assert_int_equal(inside(code_at_run_time), EPERM);
    assert_int_equal(inside(code_made_later), EPERM);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    struct sandbox sandbox = {.folder = "/tmp/amparo-is-not-here"};
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        struct fault fault = {0};
        _exit(sandbox_enter(&sandbox, &walls, &fault) == ERR_IO && fault.message ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, has_landlock() ? 0 : 1 << 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_outside_of_the_folder_do_not_open),
        cmocka_unit_test(the_folder_and_its_database_do),
        cmocka_unit_test(no_link_leads_out),
        cmocka_unit_test(what_only_foreign_code_asks_for_ends_the_process),
        cmocka_unit_test(what_is_not_needed_is_refused),
        cmocka_unit_test(memory_never_becomes_code),
        cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
    };

    folder = folder_open();
    struct deployment *d = make_deployment(&folder);
    deployment_close(d);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    folder_close(&folder);
    return failed;
}
