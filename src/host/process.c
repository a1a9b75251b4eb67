#include "host/process.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "base/check.h"
#include "base/limits.h"

enum { FILES = 2 * LIMIT_CONNECTIONS };

static void allow_files(void);
static sigset_t stop_signals(void);

void process_harden(void)
{
    const struct rlimit none = {0};

    check(setrlimit(RLIMIT_CORE, &none) == 0);
    allow_files();
#if !defined(__SANITIZE_ADDRESS__) /* which looks into the process from a second one */
    check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
#endif
    umask(077);
    check(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    check(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
}

void process_hold_stop(void)
{
    sigset_t stop = stop_signals();

    check(pthread_sigmask(SIG_BLOCK, &stop, NULL) == 0);
}

bool process_wait_stop(int64_t wait_us)
{
    sigset_t stop = stop_signals();
    struct timespec wait = {
        .tv_sec = wait_us / SECOND_US,
        .tv_nsec = wait_us % SECOND_US * 1000,
    };

    return sigtimedwait(&stop, NULL, &wait) > 0;
}

void process_pause(int64_t wait_us)
{
    nanosleep(
        &(struct timespec){.tv_sec = wait_us / SECOND_US, .tv_nsec = wait_us % SECOND_US * 1000},
        NULL);
}

unsigned process_cores(void)
{
    cpu_set_t cores;

    if (sched_getaffinity(0, sizeof(cores), &cores) != 0) {
        return 1;
    }
    return (unsigned)CPU_COUNT(&cores);
}

/* Each connection is one; where fewer are allowed, later connections wait. */
static void allow_files(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < FILES) {
        files.rlim_cur = files.rlim_max < FILES ? files.rlim_max : FILES;
        int granted = setrlimit(RLIMIT_NOFILE, &files);
        (void)granted;
    }
}

static sigset_t stop_signals(void)
{
    sigset_t stop;

    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    return stop;
}
