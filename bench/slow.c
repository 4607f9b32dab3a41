/* LD_PRELOAD: every directory opened and every stat beneath $SLOW_ROOT takes $SLOW_US microseconds. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void delay(const char *path) {
    const char *root = getenv("SLOW_ROOT"), *us = getenv("SLOW_US");
    if (root && us && path && strncmp(path, root, strlen(root)) == 0) usleep(atoi(us));
}

DIR *opendir(const char *path) {
    DIR *(*real)(const char *) = dlsym(RTLD_NEXT, "opendir");
    delay(path);
    return real(path);
}

#define SLOW_STAT(name, kind)                                        \
    int name(const char *path, struct kind *found) {                 \
        int (*real)(const char *, struct kind *) = dlsym(RTLD_NEXT, #name); \
        delay(path);                                                 \
        return real(path, found);                                    \
    }

#define SLOW_STAT_AT(name, kind)                                     \
    int name(int folder, const char *path, struct kind *found, int flags) { \
        int (*real)(int, const char *, struct kind *, int) = dlsym(RTLD_NEXT, #name); \
        delay(path);                                                 \
        return real(folder, path, found, flags);                     \
    }

SLOW_STAT(stat, stat)
SLOW_STAT(lstat, stat)
SLOW_STAT(stat64, stat64)
SLOW_STAT(lstat64, stat64)
SLOW_STAT_AT(fstatat, stat)
SLOW_STAT_AT(fstatat64, stat64)
