// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.verb;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.luarium.vm.OutputListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of what a task prints, by lines, for all who follow it. Thread-safe; no lock is held while somebody hears a line. */
final class TaskOutput implements OutputListener {
    static final int MOST_BYTES = 256 << 10;
    private static final int LONGEST_LINE = 16 << 10;
    private static final int MOST_FOLLOWERS = 64;

    private static final Logger log = LoggerFactory.getLogger(TaskOutput.class);

    private final ArrayDeque<String> lines = new ArrayDeque<>(); // guarded by this
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(); // guarded by this
    private final CopyOnWriteArrayList<Follower> followers = new CopyOnWriteArrayList<>();
    private long first; // guarded by this
    private int size; // guarded by this

    /** Somebody who hears lines, one thread at a time: whoever finds it busy leaves the rest to the one that is. */
    private final class Follower implements AutoCloseable {
        private final Consumer<String> listener;
        private long next; // guarded by TaskOutput.this
        private boolean busy; // guarded by TaskOutput.this
        private volatile boolean closed;

        Follower(Consumer<String> listener) {
            this.listener = listener;
        }

        void deliver() {
            List<String> batch = take(true);
            while (!batch.isEmpty()) {
                for (String line : batch) {
                    hear(line);
                }
                batch = take(false);
            }
        }

        private void hear(String line) {
            if (closed) {
                return;
            }
            try {
                listener.accept(line);
            } catch (RuntimeException e) {
                log.warn("who follows a task of a VM failed, and hears no more", e);
                close();
            }
        }

        private List<String> take(boolean enter) {
            synchronized (TaskOutput.this) {
                if (enter && busy) {
                    return List.of();
                }
                List<String> batch =
                        lines.stream().skip(Math.max(0, next - first)).toList();
                next = first + lines.size();
                busy = !batch.isEmpty();
                return batch;
            }
        }

        @Override
        public void close() {
            closed = true;
            followers.remove(this);
        }
    }

    AutoCloseable follow(Consumer<String> listener) {
        Follower follower = new Follower(listener);
        if (followers.size() >= MOST_FOLLOWERS) {
            throw new IllegalStateException(MOST_FOLLOWERS + " follow this task already; close one of them");
        }
        followers.add(follower);
        follower.deliver();
        return follower;
    }

    @Override
    public void output(Stream stream, byte[] bytes) {
        synchronized (this) {
            for (byte one : bytes) {
                if (one == '\n') {
                    endLine();
                } else {
                    begun.write(one);
                    if (begun.size() >= LONGEST_LINE) {
                        endLine();
                    }
                }
            }
        }
        followers.forEach(Follower::deliver);
    }

    /** Counts what has no end of line as a line, too. */
    void end() {
        synchronized (this) {
            if (begun.size() > 0) {
                endLine();
            }
        }
        followers.forEach(Follower::deliver);
    }

    private void endLine() {
        lines.addLast(begun.toString(StandardCharsets.UTF_8));
        size += begun.size() + 1;
        begun.reset();
        while (size > MOST_BYTES) {
            first++;
            size -= lines.removeFirst().getBytes(StandardCharsets.UTF_8).length + 1;
        }
    }

    synchronized String lastLine() {
        return lines.isEmpty() ? "" : lines.getLast();
    }

    synchronized String text() {
        List<String> all = new ArrayList<>(lines);
        all.add("");
        return String.join("\n", all);
    }
}
