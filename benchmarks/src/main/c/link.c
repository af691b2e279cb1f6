// SPDX-License-Identifier: Apache-2.0
// A C parent of the same interpreter with the same Lua side of the link, over plain pipes.
// Usage: link INTERPRETER BOOT_SCRIPT. Reads commands, answers each with one number:
//   exec N CODE          the median of N executions, in nanoseconds
//   pipeline N WIDTH CODE  the time of N executions, WIDTH in each write, in nanoseconds
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int to[2], from[2];
static unsigned char buffer[1 << 20];
static size_t start, end;

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static size_t put32(unsigned char *at, uint32_t value) {
    at[0] = value >> 24;
    at[1] = value >> 16;
    at[2] = value >> 8;
    at[3] = value;
    return 4;
}

static uint32_t get32(const unsigned char *at) {
    return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

// EXEC: [16, id, flags = echo, chunk name, code, no arguments]
static size_t frame(unsigned char *at, const char *code) {
    size_t length = strlen(code), n = 4;
    at[n++] = 0x96;
    at[n++] = 16;
    at[n++] = 0xce;
    n += put32(at + n, 1);
    at[n++] = 1;
    at[n++] = 0xc4;
    at[n++] = 7;
    memcpy(at + n, "=script", 7);
    n += 7;
    at[n++] = 0xc6;
    n += put32(at + n, length);
    memcpy(at + n, code, length);
    n += length;
    at[n++] = 0x90;
    put32(at, n - 4);
    return n;
}

// Reads frames up to a result and returns the type of that one.
static int next_result(void) {
    for (;;) {
        while (end - start >= 6 && end - start >= 4 + (size_t)get32(buffer + start)) {
            int type = buffer[start + 5];
            start += 4 + get32(buffer + start);
            if (type == 6 || type == 7 || type == 0) return type;
        }
        if (start == end) start = end = 0;
        if (start > 0 && end == sizeof buffer) {
            memmove(buffer, buffer + start, end - start);
            end -= start;
            start = 0;
        }
        ssize_t count = read(from[0], buffer + end, sizeof buffer - end);
        if (count <= 0) exit(1);
        end += count;
    }
}

int main(int argc, char **argv) {
    if (argc < 3 || pipe(to) || pipe(from)) return 1;
    pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        close(to[0]);
        close(to[1]);
        close(from[0]);
        close(from[1]);
        execl(argv[1], argv[1], argv[2], "stdio", "", "", "67108864", "", (char *)NULL);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    next_result();
    static char line[65536];
    static unsigned char request[8 << 20];
    while (fgets(line, sizeof line, stdin)) {
        int n = 0, width = 1, at = 0;
        line[strcspn(line, "\n")] = 0;
        if (sscanf(line, "exec %d %n", &n, &at) >= 1 && at) {
            size_t length = frame(request, line + at);
            int64_t *samples = malloc(n * sizeof *samples);
            for (int i = 0; i < n; i++) {
                int64_t began = now();
                if (write(to[1], request, length) != (ssize_t)length) return 1;
                if (next_result() != 6) return 2;
                samples[i] = now() - began;
            }
            qsort(samples, n, sizeof *samples, by_size);
            printf("%lld\n", (long long)samples[n / 2]);
            free(samples);
        } else if (sscanf(line, "pipeline %d %d %n", &n, &width, &at) >= 2 && at) {
            size_t length = 0;
            for (int i = 0; i < width; i++) length += frame(request + length, line + at);
            int64_t began = now();
            for (int done = 0; done < n; done += width) {
                if (write(to[1], request, length) != (ssize_t)length) return 1;
                for (int i = 0; i < width; i++) {
                    if (next_result() != 6) return 2;
                }
            }
            printf("%lld\n", (long long)(now() - began));
        } else {
            return 3;
        }
        fflush(stdout);
    }
    return 0;
}
