// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Plays a recording at its own pace, or at another. Used by one thread. */
public final class Player {
    /** Lets time pass. */
    @FunctionalInterface
    interface Pause {
        void last(Duration time) throws InterruptedException;
    }

    private final double speed;
    private final Duration longest;
    private final Pause pause;

    /**
     * @param speed how much faster than it was
     * @param longest how long to wait at most between two outputs
     */
    public Player(double speed, Duration longest) {
        // Nobody counts the latch down: only an interrupt ends the pause early.
        this(speed, longest, time -> new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS));
    }

    Player(double speed, Duration longest, Pause pause) {
        this.speed = speed;
        this.longest = longest;
        this.pause = pause;
    }

    /**
     * Gives the outputs of a recording, each at its time.
     *
     * @throws org.luarium.shell.internal.syntax.UsageException if the file is no recording
     */
    public void play(Path file, Consumer<String> screen) throws IOException, InterruptedException {
        try (Asciicast recording = new Asciicast(file)) {
            Duration now = Duration.ZERO;
            for (Optional<Asciicast.Frame> next = recording.next(); next.isPresent(); next = recording.next()) {
                Asciicast.Frame frame = next.get();
                pause.last(gap(frame.time().minus(now)));
                now = frame.time();
                screen.accept(frame.text());
            }
        }
    }

    private Duration gap(Duration recorded) {
        Duration scaled = Duration.ofNanos((long) (recorded.toNanos() / speed));
        return scaled.compareTo(longest) > 0 ? longest : scaled;
    }
}
