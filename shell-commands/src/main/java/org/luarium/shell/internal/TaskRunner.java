// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;
import org.luarium.network.NetworkTask;
import org.luarium.network.NetworkTaskInfo;
import org.luarium.network.NetworkTaskInfo.State;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.console.SafeText;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.view.Listing;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.OutputListener;

/** Waits for tasks of VMs, and prints what they print. Whoever interrupts that stops them. */
final class TaskRunner {
    private static final Duration LISTENING = Duration.ofSeconds(30);

    private TaskRunner() {}

    /** What a command gives that has started something which listens: that, once it does, or its output to the end if asked for. */
    static @Nullable Object started(NetworkTask task, Arguments arguments, CommandConsole console) {
        listening(task);
        if (arguments.flag("--wait")) {
            return run(task, arguments, console);
        }
        return task.info();
    }

    static @Nullable Object started(List<NetworkTask> tasks, Arguments arguments, CommandConsole console) {
        if (arguments.flag("--wait")) {
            print(tasks, tasks, console);
            tasks.forEach(task -> successful(task, console));
        }
        if (arguments.flag("--json") || !arguments.flag("--wait")) {
            return new Listing<>(
                    NetworkTaskInfo.class, tasks.stream().map(NetworkTask::info).toList());
        }
        return null;
    }

    /** The result as data if that is asked for; otherwise prints what the task prints, and gives nothing. */
    static @Nullable Object run(NetworkTask task, Arguments arguments, CommandConsole console) {
        if (arguments.flag("--json")) {
            return awaited(task.result(), List.of(task));
        }
        print(List.of(task), List.of(task), console);
        successful(task, console);
        return null;
    }

    /** Prints what a task has printed, and what it prints if that is asked for. Who stops to look does not stop the task. */
    static void print(NetworkTask task, Arguments arguments, CommandConsole console) {
        if (arguments.flag("--wait")) {
            print(List.of(task), List.of(), console);
            return;
        }
        try (CommandConsole.Stream output = console.stream()) {
            write(output, task.output());
        }
    }

    private static void print(List<NetworkTask> tasks, List<NetworkTask> stopped, CommandConsole console) {
        List<AutoCloseable> followers = new ArrayList<>();
        try (CommandConsole.Stream output = console.stream()) {
            for (NetworkTask task : tasks) {
                followers.add(task.follow(line -> write(output, line + "\n")));
            }
            for (NetworkTask task : tasks) {
                awaited(task.result(), stopped);
            }
        } finally {
            followers.forEach(TaskRunner::close);
        }
    }

    private static void write(CommandConsole.Stream output, String text) {
        if (!text.isEmpty()) {
            synchronized (output) {
                output.output(OutputListener.Stream.STDOUT, text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void close(AutoCloseable follower) {
        try {
            follower.close();
        } catch (Exception e) {
            throw new IllegalStateException("somebody who follows a task could not be told to stop", e);
        }
    }

    private static void successful(NetworkTask task, CommandConsole console) {
        ExecutionResult result = awaited(task.result(), List.of(task));
        if (task.info().state() == State.STOPPED) {
            throw new CommandException("VM " + SafeText.line(task.vm()) + ": the task was stopped", null);
        }
        ExecutionResult unused = ScriptRunner.successful(result, console);
    }

    /** A VM that has something else to do is not waited for: its task is shown as one that waits. */
    private static void listening(NetworkTask task) {
        int unused = awaited(
                task.listening()
                        .toCompletableFuture()
                        .thenApply(port -> port)
                        .completeOnTimeout(0, LISTENING.toMillis(), TimeUnit.MILLISECONDS),
                List.of(task));
    }

    private static <T> T awaited(CompletionStage<T> stage, List<NetworkTask> stopped) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        try {
            return future.get();
        } catch (InterruptedException e) {
            stopped.forEach(NetworkTask::stop);
            Thread.currentThread().interrupt();
            throw new CommandException(stopped.isEmpty() ? "interrupted" : "interrupted; the task is stopped", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
            if (cause instanceof LuariumException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
