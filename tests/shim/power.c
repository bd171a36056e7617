/* Writes down, in order, what a process does to the files of one folder, for tests/reliability/trace.rs to play it back with
 * the power cut anywhere. Loaded with LD_PRELOAD; POWER_FOLDER is the folder, POWER_LOG where to write.
 *
 * A record is five little-endian 64-bit numbers (kind, file, offset, length, length of the name) and then the bytes and the
 * name. "file" is the inode. The -shm file is no durable state, and is left out. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, TRUNCATE, SYNC, SYNC_FOLDER, UNLINK, RENAME };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;
static const char *folder;
static size_t folder_length;

__attribute__((constructor)) static void begin(void) {
    folder = getenv("POWER_FOLDER");
    const char *path = getenv("POWER_LOG");
    if (!folder || !path) return;
    folder_length = strlen(folder);
    journal = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (journal < 0) abort();
}

/* The name inside the folder, "" for the folder itself, NULL for anything else. */
static const char *inside(const char *path) {
    if (journal < 0 || !path || strncmp(path, folder, folder_length)) return NULL;
    const char *name = path + folder_length;
    if (!*name) return name;
    if (*name++ != '/' || strchr(name, '/')) return NULL;
    size_t length = strlen(name);
    if (length > 4 && !strcmp(name + length - 4, "-shm")) return NULL;
    return name;
}

/* The same of what a descriptor is open on; its inode into *inode. */
static int watched(int fd, uint64_t *inode, int *is_folder) {
    if (journal < 0 || fd < 0 || fd == journal) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    char *deleted = strstr(path, " (deleted)");
    if (deleted) *deleted = 0;
    const char *name = inside(path);
    if (!name) return 0;
    struct stat about;
    if (fstat(fd, &about)) return 0;
    *inode = about.st_ino;
    *is_folder = !*name;
    return 1;
}

static void put(const void *bytes, size_t n) {
    const char *at = bytes;
    while (n > 0) {
        ssize_t done = syscall(SYS_write, journal, at, n);
        if (done <= 0) abort();
        at += done;
        n -= (size_t)done;
    }
}

static void note(uint64_t kind, uint64_t file, uint64_t offset, const void *bytes, uint64_t n, const char *name) {
    uint64_t head[5] = { kind, file, offset, n, strlen(name) };
    put(head, sizeof head);
    if (bytes) put(bytes, n);
    put(name, strlen(name));
}

/* An open that makes a file is a new name in the folder. */
static int opening(int at, const char *path, int flags, mode_t mode) {
    const char *name = inside(path);
    if (!name || !*name) return (int)syscall(SYS_openat, at, path, flags, mode);
    pthread_mutex_lock(&turn);
    struct stat about;
    int there = !stat(path, &about);
    int fd = (int)syscall(SYS_openat, at, path, flags, mode);
    int error = errno;
    if (fd >= 0 && !fstat(fd, &about)) {
        if (!there) note(CREATE, about.st_ino, 0, NULL, 0, name);
        else if (flags & O_TRUNC) note(TRUNCATE, about.st_ino, 0, NULL, 0, "");
    }
    pthread_mutex_unlock(&turn);
    errno = error;
    return fd;
}

#define MODE(flags, mode) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE(flags, mode) return opening(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, mode) return opening(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags, mode) return opening(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags, mode) return opening(at, path, flags, mode); }

static ssize_t writing(int fd, const void *bytes, size_t n, off64_t offset, int placed) {
    uint64_t inode;
    int is_folder;
    if (!watched(fd, &inode, &is_folder)) return placed ? syscall(SYS_pwrite64, fd, bytes, n, offset) : syscall(SYS_write, fd, bytes, n);
    pthread_mutex_lock(&turn);
    ssize_t done;
    if (placed) {
        done = syscall(SYS_pwrite64, fd, bytes, n, offset);
    } else {
        done = syscall(SYS_write, fd, bytes, n);
        int error = errno;
        offset = lseek(fd, 0, SEEK_CUR) - (done > 0 ? done : 0);
        errno = error;
    }
    int error = errno;
    if (done > 0) note(WRITE, inode, (uint64_t)offset, bytes, (uint64_t)done, "");
    pthread_mutex_unlock(&turn);
    errno = error;
    return done;
}

ssize_t write(int fd, const void *bytes, size_t n) { return writing(fd, bytes, n, 0, 0); }
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset) { return writing(fd, bytes, n, offset, 1); }
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset) { return writing(fd, bytes, n, offset, 1); }

static int cutting(int fd, off64_t length) {
    uint64_t inode;
    int is_folder;
    int seen = watched(fd, &inode, &is_folder);
    if (seen) pthread_mutex_lock(&turn);
    int done = (int)syscall(SYS_ftruncate, fd, length);
    int error = errno;
    if (seen) {
        if (!done) note(TRUNCATE, inode, (uint64_t)length, NULL, 0, "");
        pthread_mutex_unlock(&turn);
    }
    errno = error;
    return done;
}

int ftruncate(int fd, off_t length) { return cutting(fd, length); }
int ftruncate64(int fd, off64_t length) { return cutting(fd, length); }

/* What a call like this would change without being seen here is not to happen in silence. */
int fallocate(int fd, int mode, off_t offset, off_t length) { (void)fd; (void)mode; (void)offset; (void)length; errno = EOPNOTSUPP; return -1; }
int posix_fallocate(int fd, off_t offset, off_t length) { (void)fd; (void)offset; (void)length; return EOPNOTSUPP; }

static int syncing(int fd, long call) {
    uint64_t inode;
    int is_folder;
    int seen = watched(fd, &inode, &is_folder);
    if (seen) pthread_mutex_lock(&turn);
    int done = (int)syscall(call, fd);
    int error = errno;
    if (seen) {
        if (!done) note(is_folder ? SYNC_FOLDER : SYNC, inode, 0, NULL, 0, "");
        pthread_mutex_unlock(&turn);
    }
    errno = error;
    return done;
}

int fsync(int fd) { return syncing(fd, SYS_fsync); }
int fdatasync(int fd) { return syncing(fd, SYS_fdatasync); }

int unlink(const char *path) {
    const char *name = inside(path);
    if (name) pthread_mutex_lock(&turn);
    int done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    int error = errno;
    if (name) {
        if (!done) note(UNLINK, 0, 0, NULL, 0, name);
        pthread_mutex_unlock(&turn);
    }
    errno = error;
    return done;
}

int rename(const char *from, const char *to) {
    const char *old = inside(from), *new = inside(to);
    if (old || new) pthread_mutex_lock(&turn);
    int done = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    int error = errno;
    if (old || new) {
        if (!done && old && new) note(RENAME, 0, 0, old, strlen(old), new);
        else if (!done) abort();
        pthread_mutex_unlock(&turn);
    }
    errno = error;
    return done;
}
