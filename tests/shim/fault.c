/* Makes the n-th call on the files of one folder fail, for tests/reliability/faults.rs. Loaded with LD_PRELOAD.
 *
 * FAULT_FOLDER: the folder. FAULT_AT: which of the calls that FAULT_CALLS names (letters: o open, r read, w write, t truncate,
 * s sync, u unlink), from 1; 0: none. FAULT_ERROR: the error number; 0: a write that is cut short, and then a full disk.
 * FAULT_STICKY: all later ones too. FAULT_STOP: the process is stopped in that call, as by Ctrl-Z, and the call does not fail.
 * FAULT_TOLD: a file that gets a byte for each call that failed. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static const char *folder, *calls = "";
static size_t folder_length;
static long at, done;
static int error_number, sticky, stops, told = -1;

__attribute__((constructor)) static void begin(void) {
    const char *value;
    folder = getenv("FAULT_FOLDER");
    if (!folder) return;
    folder_length = strlen(folder);
    if ((value = getenv("FAULT_CALLS"))) calls = value;
    if ((value = getenv("FAULT_AT"))) at = atol(value);
    if ((value = getenv("FAULT_ERROR"))) error_number = atoi(value);
    sticky = getenv("FAULT_STICKY") != NULL;
    stops = getenv("FAULT_STOP") != NULL;
    if ((value = getenv("FAULT_TOLD"))) told = (int)syscall(SYS_openat, AT_FDCWD, value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int inside(const char *path) {
    if (!folder || !path || strncmp(path, folder, folder_length)) return 0;
    const char *name = path + folder_length;
    if (*name && *name != '/') return 0;
    /* What the tests themselves write there. */
    return strncmp(name, "/said-", 6) != 0;
}

static int watched(int fd) {
    if (!folder || fd < 0 || fd == told) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return inside(path);
}

/* Whether this call is one that fails. */
static int fails(char call) {
    if (at <= 0 || !strchr(calls, call)) return 0;
    pthread_mutex_lock(&turn);
    long n = ++done;
    int now = sticky ? n >= at : n == at;
    if (now && told >= 0) syscall(SYS_write, told, &call, 1);
    pthread_mutex_unlock(&turn);
    if (now && stops) {
        kill(getpid(), SIGSTOP);
        return 0;
    }
    return now;
}

static int failure(void) { errno = error_number ? error_number : ENOSPC; return -1; }

static int opening(int folder_fd, const char *path, int flags, mode_t mode) {
    if (inside(path) && fails('o')) return failure();
    return (int)syscall(SYS_openat, folder_fd, path, flags, mode);
}

#define MODE(flags, mode) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE(flags, mode) return opening(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, mode) return opening(AT_FDCWD, path, flags, mode); }
int openat(int fd, const char *path, int flags, ...) { MODE(flags, mode) return opening(fd, path, flags, mode); }
int openat64(int fd, const char *path, int flags, ...) { MODE(flags, mode) return opening(fd, path, flags, mode); }

static ssize_t writing(int fd, const void *bytes, size_t n, off64_t offset, int placed) {
    if (watched(fd) && fails('w')) {
        if (error_number || n < 2) return failure();
        n /= 2;
    }
    return placed ? syscall(SYS_pwrite64, fd, bytes, n, offset) : syscall(SYS_write, fd, bytes, n);
}

ssize_t write(int fd, const void *bytes, size_t n) { return writing(fd, bytes, n, 0, 0); }
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset) { return writing(fd, bytes, n, offset, 1); }
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset) { return writing(fd, bytes, n, offset, 1); }

static ssize_t reading(int fd, void *bytes, size_t n, off64_t offset, int placed) {
    if (watched(fd) && fails('r')) {
        if (error_number || n < 2) return failure();
        n /= 2;
    }
    return placed ? syscall(SYS_pread64, fd, bytes, n, offset) : syscall(SYS_read, fd, bytes, n);
}

ssize_t read(int fd, void *bytes, size_t n) { return reading(fd, bytes, n, 0, 0); }
ssize_t pread(int fd, void *bytes, size_t n, off_t offset) { return reading(fd, bytes, n, offset, 1); }
ssize_t pread64(int fd, void *bytes, size_t n, off64_t offset) { return reading(fd, bytes, n, offset, 1); }

static int cutting(int fd, off64_t length) {
    if (watched(fd) && fails('t')) return failure();
    return (int)syscall(SYS_ftruncate, fd, length);
}

int ftruncate(int fd, off_t length) { return cutting(fd, length); }
int ftruncate64(int fd, off64_t length) { return cutting(fd, length); }

static int syncing(int fd, long call) {
    if (watched(fd) && fails('s')) return failure();
    return (int)syscall(call, fd);
}

int fsync(int fd) { return syncing(fd, SYS_fsync); }
int fdatasync(int fd) { return syncing(fd, SYS_fdatasync); }

int unlink(const char *path) {
    if (inside(path) && fails('u')) return failure();
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
