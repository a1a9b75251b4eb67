#include "host/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/check.h"

/* Newer than Debian 12's headers; the kernel says which of them it knows. */
#define ACCESS_REFER (UINT64_C(1) << 13)
#define ACCESS_TRUNCATE (UINT64_C(1) << 14)
#define ACCESS_IOCTL_DEV (UINT64_C(1) << 15)
#define ACCESS_NET_ALL UINT64_C(3)   /* bind and connect by TCP */
#define ACCESS_SCOPE_ALL UINT64_C(3) /* abstract sockets and signals of others */

enum {
    ABI_REFER = 2,
    ABI_TRUNCATE = 3,
    ABI_NET = 4,
    ABI_IOCTL = 5,
    ABI_SCOPE = 6,
    NAME_BYTES = 32
};

struct ruleset { /* struct landlock_ruleset_attr, as it has grown */
    uint64_t files, net, scopes;
};

#define ACCESS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define ACCESS_WRITE                                               \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | ACCESS_TRUNCATE)
#define ACCESS_ALL_FIRST (LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1) /* of the first version */

/* Names with blanks between, by what the server does; the C library and SQLite choose among
 * neighbours. */
static const char served[] =
    /* files */
    "access close faccessat faccessat2 fallocate fchmod fchown fcntl fdatasync fstat fstatfs "
    "fsync ftruncate getcwd getdents64 lseek lstat newfstatat open openat pread64 preadv "
    "preadv2 pwrite64 pwritev pwritev2 read readlink readlinkat readv rename renameat "
    "renameat2 stat statx unlink unlinkat write writev "
    /* connections that were accepted */
    "accept accept4 epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_wait eventfd2 "
    "getpeername getsockname getsockopt pipe2 poll ppoll recvfrom recvmsg sendfile sendmsg "
    "sendto setsockopt shutdown "
    /* memory */
    "brk madvise mlock mlock2 mremap munlock munmap "
    /* threads and time */
    "clock_getres clock_gettime clock_nanosleep exit exit_group futex getegid geteuid getgid "
    "getpid getrandom getrusage gettid gettimeofday getuid membarrier nanosleep "
    "restart_syscall rseq rt_sigaction rt_sigprocmask rt_sigreturn rt_sigtimedwait "
    "sched_getaffinity sched_getparam sched_getscheduler sched_yield set_robust_list "
    "sigaltstack sysinfo time uname";

/* Nothing of ours asks for these: whoever does has taken the process over. */
static const char foreign[] =
    "bind bpf chroot connect execve execveat fork init_module io_uring_setup kexec_load "
    "keyctl listen mount open_by_handle_at perf_event_open pidfd_getfd pivot_root "
    "process_vm_readv process_vm_writev ptrace setns setuid socket socketpair umount2 "
    "unshare userfaultfd vfork";

/* Of the leak search at the end: a thread of its own that stops and reads all others. */
static const char traced_too[] =
    "arch_prctl clone dup dup2 fork getdents getppid kill mincore personality pipe prctl "
    "prlimit64 process_vm_readv ptrace rt_sigsuspend sched_getcpu tgkill tkill wait4 waitid";

static enum err guard_files(const struct sandbox *sandbox, int *ret_abi, struct fault *fault);
static struct ruleset ruleset_of(int abi);
static bool allow_path(int ruleset, const char *path, uint64_t access);
static enum err filter_calls(const struct sandbox *sandbox, bool *ret, struct fault *fault);
static bool add_rules(scmp_filter_ctx filter, bool traced);
static bool add_all(scmp_filter_ctx filter, uint32_t action, const char *names);
static bool add_conditions(scmp_filter_ctx filter);
static enum err failed(struct fault *fault);

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum err sandbox_enter(const struct sandbox *sandbox, struct sandbox_walls *ret,
                       struct fault *fault)
{
    *ret = (struct sandbox_walls){0};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return failed(fault);
    }
    TRY(guard_files(sandbox, &ret->landlock, fault));
    return filter_calls(sandbox, &ret->calls, fault);
}

/* The C library has no functions for these three. */
static enum err guard_files(const struct sandbox *sandbox, int *ret_abi, struct fault *fault)
{
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

    if (abi < 1) {
        return OK; /* not built in, or switched off */
    }
    struct ruleset attributes = ruleset_of(abi);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0);
    if (ruleset < 0) {
        return failed(fault);
    }
    uint64_t read = ACCESS_READ & attributes.files;
    bool done =
        allow_path(ruleset, sandbox->folder, (ACCESS_READ | ACCESS_WRITE) & attributes.files) &&
        (!sandbox->traced || allow_path(ruleset, "/", read));
    for (size_t i = 0; done && i < SANDBOX_READABLE; i++) {
        done = !sandbox->readable[i] || access(sandbox->readable[i], R_OK) != 0 ||
               allow_path(ruleset, sandbox->readable[i], read);
    }
    done = done && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    int kept = errno;
    close(ruleset);
    errno = kept;
    *ret_abi = abi;
    return done ? OK : failed(fault);
}

static struct ruleset ruleset_of(int abi)
{
    struct ruleset ruleset = {.files = ACCESS_ALL_FIRST};

    ruleset.files |= abi >= ABI_REFER ? ACCESS_REFER : 0;
    ruleset.files |= abi >= ABI_TRUNCATE ? ACCESS_TRUNCATE : 0;
    ruleset.files |= abi >= ABI_IOCTL ? ACCESS_IOCTL_DEV : 0;
    ruleset.net = abi >= ABI_NET ? ACCESS_NET_ALL : 0;
    ruleset.scopes = abi >= ABI_SCOPE ? ACCESS_SCOPE_ALL : 0;
    return ruleset;
}

/* What a file cannot be allowed (to be listed) is left out for it. */
static bool allow_path(int ruleset, const char *path, uint64_t access)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    struct stat stat;

    if (fd < 0 || fstat(fd, &stat) != 0) {
        close(fd);
        return false;
    }
    if (!S_ISDIR(stat.st_mode)) {
        access &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE;
    }
    struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = fd};
    bool added = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    int kept = errno;
    close(fd);
    errno = kept;
    return added;
}

static enum err filter_calls(const struct sandbox *sandbox, bool *ret, struct fault *fault)
{
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0) {
        return OK; /* a kernel without it */
    }
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter) {
        errno = ENOMEM;
        return failed(fault);
    }
    bool done = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
                seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 && /* a tree */
                add_rules(filter, sandbox->traced) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    errno = EINVAL; /* the library keeps what the kernel said */
    *ret = done;
    return done ? OK : failed(fault);
}

static bool add_rules(scmp_filter_ctx filter, bool traced)
{
    if (!add_all(filter, SCMP_ACT_ALLOW, served) || !add_conditions(filter)) {
        return false;
    }
    if (traced) {
        return add_all(filter, SCMP_ACT_ALLOW, traced_too);
    }
    return add_all(filter, SCMP_ACT_KILL_PROCESS, foreign);
}

/* Some names are not those of every processor: there the call does not exist. */
static bool add_all(scmp_filter_ctx filter, uint32_t action, const char *names)
{
    for (struct str rest = str_of(names); rest.len > 0;) {
        struct str name = str_cut(rest, ' ', &rest);
        char text[NAME_BYTES] = {0};
        check(name.len > 0 && name.len < sizeof(text));
        memcpy(text, name.at, name.len);
        int call = seccomp_syscall_resolve_name(text);
        if (call >= 0 && seccomp_rule_add(filter, action, call, 0) != 0) {
            return false;
        }
    }
    return true;
}

/* Calls that are needed in one shape. clone3 hides its flags behind a pointer: without it the C
 * library takes clone. */
static bool add_conditions(scmp_filter_ctx filter)
{
    static const int with_protection[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    static const unsigned requests[] = {FIONBIO, TCGETS};
    static const unsigned options[] = {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE};
    bool done = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;

    for (size_t i = 0; done && i < COUNT(with_protection); i++) {
        done = seccomp_rule_add(filter, SCMP_ACT_ALLOW, with_protection[i], 1,
                                SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
    }
    for (size_t i = 0; done && i < COUNT(requests); i++) {
        done = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
                                SCMP_A1(SCMP_CMP_EQ, requests[i])) == 0;
    }
    for (size_t i = 0; done && i < COUNT(options); i++) {
        done = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
                                SCMP_A0(SCMP_CMP_EQ, options[i])) == 0;
    }
    /* a thread, not a process; limits and signals of this process */
    return done &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
                            SCMP_A2(SCMP_CMP_EQ, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                            SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) == 0;
}

static enum err failed(struct fault *fault)
{
    return fault_set(fault, ERR_IO, "The server cannot be shut in: {{arg}}",
                     str_of(strerrordesc_np(errno)));
}
