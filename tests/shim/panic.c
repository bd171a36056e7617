/* Lets the clock fail once in the first thread of a process, where Rust's library then panics, for tests/reliability/losing.rs.
 * Loaded with LD_PRELOAD.
 *
 * PANIC_WHEN: a file; it fails as soon as this is there, and takes it away. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *at) {
    const char *when = getenv("PANIC_WHEN");
    if (when && syscall(SYS_gettid) == getpid() && unlink(when) == 0) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_clock_gettime, clock, at);
}
