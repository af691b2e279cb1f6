// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.tool;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.zeroturnaround.exec.MessageLoggers;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.listener.ProcessListener;

/**
 * Runs programs that nobody vouches for: bounded in time and output, with an empty environment, leaving nothing behind.
 *
 * <p>A program may start others and end, so that they are no longer its descendants. They are found by a variable in their
 * environment which they cannot know they should remove. Without {@code /proc}, only descendants are
 * found.
 */
public final class BoundedTools implements Tools {
    private static final int OUTPUT_LIMIT = 16 * 1024;
    private static final String MARK = "LUARIUM_PROBE";
    private static final File PROCESSES = new File("/proc");
    private static final int SWEEPS = 10;
    private static final AtomicLong NEXT = new AtomicLong();

    @Override
    public Answer run(List<String> command, Map<String, String> variables, Duration bound) {
        String mark = ProcessHandle.current().pid() + "-" + System.nanoTime() + "-" + NEXT.incrementAndGet();
        Capture capture = new Capture();
        try {
            int exitCode = executor(command, variables, mark, capture)
                    .timeout(bound.toMillis(), TimeUnit.MILLISECONDS)
                    .execute()
                    .getExitValue();
            return capture.overflowed()
                    ? new Answer(capture.text(), -1, "it floods its output", false)
                    : new Answer(capture.text(), exitCode, "", false);
        } catch (TimeoutException e) {
            return new Answer(capture.text(), -1, "it did not end within " + bound.toMillis() + " ms", true);
        } catch (IOException e) {
            return startFailure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer("", -1, "the search was interrupted", true);
        } finally {
            capture.kill();
            killMarked(mark, capture.pid());
        }
    }

    private static ProcessExecutor executor(
            List<String> command, Map<String, String> variables, String mark, Capture capture) {
        Map<String, @Nullable String> environment = new HashMap<>();
        for (String name : System.getenv().keySet()) {
            environment.put(name, null);
        }
        environment.putAll(variables);
        environment.put(MARK, mark);
        return new ProcessExecutor(command)
                .environment(environment)
                .directory(new File(File.separator))
                .redirectErrorStream(true)
                .redirectOutput(capture)
                .addListener(capture.listener())
                .stopper(process -> kill(process.toHandle()))
                .setMessageLogger(MessageLoggers.NOP);
    }

    /** Of the message, only what the system said: the library adds the environment and does not know the errors of Java 25. */
    private static Answer startFailure(IOException e) {
        Throwable cause = e.getCause();
        String message = cause == null ? "no reason given" : String.valueOf(cause.getMessage());
        Matcher number = Pattern.compile("error[=:] ?(\\d+)").matcher(message);
        String reason = switch (number.find() ? number.group(1) : "") {
            case "2" ->
                "the system cannot start it: what its #! line or its ELF header asks for is missing"
                        + " (a system without the GNU C library?)";
            case "13" -> "it may not be executed here (permissions, or a file system mounted noexec)";
            default -> "";
        };
        return reason.isEmpty()
                ? new Answer("", -1, "it cannot be started: " + message, true)
                : new Answer("", -1, reason, false);
    }

    private static void kill(ProcessHandle process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Kills what carries the mark. What a process started is younger than it, so that few have to be looked at; again, until
     * none is found, because what is killed may just have started another.
     */
    private static void killMarked(String mark, long first) {
        for (int round = 0; first > 0 && round < SWEEPS; round++) {
            if (!sweep(MARK + "=" + mark, first)) {
                return;
            }
        }
    }

    private static boolean sweep(String wanted, long first) {
        String[] entries = PROCESSES.list();
        boolean found = false;
        for (String entry : entries == null ? new String[0] : entries) {
            long pid = pid(entry);
            if (pid > first && environment(entry).contains(wanted)) {
                ProcessHandle.of(pid).ifPresent(BoundedTools::kill);
                found = true;
            }
        }
        return found;
    }

    private static long pid(String entry) {
        return entry.isEmpty() || entry.length() > 10 || entry.chars().anyMatch(c -> c < '0' || c > '9')
                ? -1
                : Long.parseLong(entry);
    }

    private static String environment(String entry) {
        try {
            return new String(
                    Files.readAllBytes(PROCESSES.toPath().resolve(entry).resolve("environ")),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // not ours to read, or gone already
        }
    }

    private static final class Capture extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // guarded by this
        private boolean overflowed; // guarded by this
        private volatile @Nullable Process process;

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) {
            boolean kill = false;
            synchronized (this) {
                int room = Math.min(length, OUTPUT_LIMIT - bytes.size());
                bytes.write(data, offset, room);
                if (room < length && !overflowed) {
                    overflowed = true;
                    kill = true;
                }
            }
            if (kill) {
                kill();
            }
        }

        long pid() {
            Process started = process;
            return started == null ? 0 : started.pid();
        }

        void kill() {
            Process started = process;
            if (started != null) {
                BoundedTools.kill(started.toHandle());
            }
        }

        synchronized boolean overflowed() {
            return overflowed;
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }

        ProcessListener listener() {
            return new ProcessListener() {
                @Override
                public void afterStart(Process started, ProcessExecutor executor) {
                    process = started;
                }
            };
        }
    }
}
