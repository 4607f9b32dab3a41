/* LD_PRELOAD: a disk with a fault. The file $FAULT_SAYS holds a word, which holds for all beneath $FAULT_FOLDER:
 *   full       what writes is refused with ENOSPC          readonly   what changes anything is, with EROFS
 *   io         everything is, with EIO                     hang       nothing returns until the word is another
 *   gone       nothing is there (ENOENT)                   empty      the folder is there, and nothing in it
 *   tardy      every look takes 5 ms, so that there is time to change the word in the middle of a walk
 * Any other word, or none: a disk that is well. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static char word(void) {
    const char *says = getenv("FAULT_SAYS");
    char first = 0;
    int before = errno; /* readdir tells its end from an error by it */
    int fd = says ? (int)syscall(SYS_openat, AT_FDCWD, says, O_RDONLY | O_CLOEXEC) : -1;
    if (fd >= 0 && syscall(SYS_read, fd, &first, 1) != 1) first = 0;
    if (fd >= 0) syscall(SYS_close, fd);
    errno = before;
    return first;
}

/* 0: elsewhere; 1: the folder itself; 2: beneath it. */
static int beneath(const char *path) {
    const char *folder = getenv("FAULT_FOLDER");
    size_t length = folder ? strlen(folder) : 0;
    if (!length || !path || strncmp(path, folder, length)) return 0;
    return path[length] == 0 ? 1 : path[length] == '/' ? 2 : 0;
}

static int beneath_fd(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int before = errno;
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    errno = before;
    if (length <= 0) return 0;
    path[length] = 0;
    return beneath(path);
}

static int beneath_at(int fd, const char *path) {
    return !path || !*path ? beneath_fd(fd) : *path == '/' || fd == AT_FDCWD ? beneath(path) : beneath_fd(fd) ? 2 : 0;
}

/* The error of a look at something (0: none). */
static int look(int where) {
    if (!where) return 0;
    char now = word();
    if (now == 't') usleep(5000);
    while (now == 'h') {
        usleep(20000);
        now = word();
    }
    if (now == 'i') return EIO;
    if (now == 'g' || (now == 'e' && where == 2)) return ENOENT;
    return 0;
}

/* The error of a change to something. */
static int change(int where) {
    if (!where) return 0;
    char now = word();
    return now == 'f' ? ENOSPC : now == 'r' ? EROFS : look(where);
}

#define FAIL(error, answer)                  \
    do {                                     \
        int found = (error);                 \
        if (found) {                         \
            errno = found;                   \
            return answer;                   \
        }                                    \
    } while (0)

#define OPEN(name)                                                                                        \
    int name(const char *path, int flags, ...) {                                                          \
        int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name);   \
        va_list more;                                                                                     \
        va_start(more, flags);                                                                            \
        mode_t mode = (mode_t)va_arg(more, int);                                                          \
        va_end(more);                                                                                     \
        int where = beneath(path), new = (flags & O_CREAT) && access(path, F_OK);                         \
        int writes = flags & (O_WRONLY | O_RDWR);                                                         \
        FAIL(where && word() == 'f' ? (new ? ENOSPC : 0) : writes ? change(where) : look(where), -1);     \
        return real(path, flags, mode);                                                                   \
    }
OPEN(open)
OPEN(open64)

#define LOOK(type, name, bad, where, parameters, arguments) \
    type name parameters {                                  \
        REAL(name);                                         \
        FAIL(look(where), bad);                             \
        return real arguments;                              \
    }
LOOK(DIR *, opendir, NULL, beneath(path), (const char *path), (path))
LOOK(ssize_t, read, -1, beneath_fd(fd), (int fd, void *data, size_t size), (fd, data, size))
LOOK(ssize_t, pread, -1, beneath_fd(fd), (int fd, void *data, size_t size, off_t at), (fd, data, size, at))
LOOK(ssize_t, pread64, -1, beneath_fd(fd), (int fd, void *data, size_t size, off64_t at), (fd, data, size, at))
/* A read that may not wait does not: file systems that can hang refuse it. */
#define NO_WAIT(name, offset)                                                                     \
    ssize_t name(int fd, const struct iovec *to, int count, offset at, int how) {                 \
        REAL(name);                                                                               \
        int where = beneath_fd(fd);                                                               \
        FAIL(where && (how & RWF_NOWAIT) && word() == 'h' ? EOPNOTSUPP : look(where), -1);        \
        return real(fd, to, count, at, how);                                                      \
    }
NO_WAIT(preadv2, off_t)
NO_WAIT(preadv64v2, off64_t)
LOOK(int, stat, -1, beneath(path), (const char *path, struct stat *about), (path, about))
LOOK(int, lstat, -1, beneath(path), (const char *path, struct stat *about), (path, about))
LOOK(int, stat64, -1, beneath(path), (const char *path, struct stat64 *about), (path, about))
LOOK(int, lstat64, -1, beneath(path), (const char *path, struct stat64 *about), (path, about))
LOOK(int, fstatat, -1, beneath_at(fd, path), (int fd, const char *path, struct stat *about, int how),
     (fd, path, about, how))
LOOK(int, fstatat64, -1, beneath_at(fd, path), (int fd, const char *path, struct stat64 *about, int how),
     (fd, path, about, how))

#define CHANGE(type, name, where, parameters, arguments) \
    type name parameters {                               \
        REAL(name);                                      \
        FAIL(change(where), -1);                         \
        return real arguments;                           \
    }
CHANGE(ssize_t, write, beneath_fd(fd), (int fd, const void *data, size_t size), (fd, data, size))
CHANGE(ssize_t, pwrite, beneath_fd(fd), (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
CHANGE(ssize_t, pwrite64, beneath_fd(fd), (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
CHANGE(int, ftruncate, beneath_fd(fd), (int fd, off_t size), (fd, size))
CHANGE(int, ftruncate64, beneath_fd(fd), (int fd, off64_t size), (fd, size))
CHANGE(int, mkdir, beneath(path), (const char *path, mode_t mode), (path, mode))
CHANGE(int, rename, beneath(from), (const char *from, const char *to), (from, to))

struct dirent64 *readdir64(DIR *folder) {
    REAL(readdir64);
    int where = beneath_fd(dirfd(folder));
    FAIL(look(where), NULL);
    return where && word() == 'e' ? NULL : real(folder);
}
