/* Preloaded into a process, makes one of its writes below a folder short: half of the bytes are written, and the
 * call says so, as a signal or a full device does. strace cannot: it skips a call or lets it through as it is. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int seen;

/* Below SHORT_WRITE_BELOW, and number SHORT_WRITE_NTH of those; leaves a mark in the file SHORT_WRITE_MARK. */
static int is_meant(int descriptor, size_t count) {
  const char *below = getenv("SHORT_WRITE_BELOW"), *nth = getenv("SHORT_WRITE_NTH"), *mark = getenv("SHORT_WRITE_MARK");
  char link[64], path[4096];
  if (!below || !nth || !mark || count < 2) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  if (strncmp(path, below, strlen(below)) != 0) return 0;
  if (atomic_fetch_add(&seen, 1) + 1 != atoi(nth)) return 0;
  int file = open(mark, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file >= 0) {
    syscall(SYS_write, file, path, (size_t)length);
    syscall(SYS_write, file, "\n", 1);
    close(file);
  }
  return 1;
}

static size_t part(int descriptor, size_t count) { return is_meant(descriptor, count) ? count / 2 : count; }

ssize_t write(int descriptor, const void *bytes, size_t count) {
  return syscall(SYS_write, descriptor, bytes, part(descriptor, count));
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t at) {
  return syscall(SYS_pwrite64, descriptor, bytes, part(descriptor, count), at);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t at) {
  return pwrite64(descriptor, bytes, count, at);
}
