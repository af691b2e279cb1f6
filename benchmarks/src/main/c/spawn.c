// SPDX-License-Identifier: Apache-2.0
// The limit of a cold start: posix_spawn of the interpreter with a small script, until its first answer.
// Usage: spawn INTERPRETER SCRIPT. Reads "N" lines; answers each with the median of N starts in nanoseconds.
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t start(char *interpreter, char *script) {
    static const char request[] = "return 1+1\n";
    char *arguments[] = {interpreter, script, NULL};
    int to[2], from[2];
    pid_t child;
    char reply[64];
    int64_t began = now();
    if (pipe(to) || pipe(from)) exit(1);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to[0], 0);
    posix_spawn_file_actions_adddup2(&actions, from[1], 1);
    for (int i = 0; i < 2; i++) {
        posix_spawn_file_actions_addclose(&actions, to[i]);
        posix_spawn_file_actions_addclose(&actions, from[i]);
    }
    if (posix_spawn(&child, interpreter, &actions, NULL, arguments, environ)) exit(1);
    close(to[0]);
    close(from[1]);
    if (write(to[1], request, sizeof request - 1) < 0 || read(from[0], reply, sizeof reply) <= 0) exit(1);
    int64_t took = now() - began;
    posix_spawn_file_actions_destroy(&actions);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(to[1]);
    close(from[0]);
    return took;
}

int main(int argc, char **argv) {
    if (argc < 3) return 1;
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        int n = atoi(line);
        int64_t *samples = malloc(n * sizeof *samples);
        for (int i = 0; i < n; i++) samples[i] = start(argv[1], argv[2]);
        qsort(samples, n, sizeof *samples, by_size);
        printf("%lld\n", (long long)samples[n / 2]);
        fflush(stdout);
        free(samples);
    }
    return 0;
}
