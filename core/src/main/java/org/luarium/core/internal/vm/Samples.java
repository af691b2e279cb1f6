// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.luarium.core.internal.link.FrameReader;
import org.luarium.core.internal.link.FrameWriter;
import org.luarium.core.internal.link.Frames;
import org.luarium.core.internal.link.ProtocolException;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.StackProfile;
import org.luarium.vm.StackProfile.Unit;

/** The stacks that processes report of scripts that are sampled. Nothing that they say is trusted. Thread-safe. */
final class Samples {
    private static final String RESOURCE = "/org/luarium/core/internal/child/profile.lua";
    private static final byte[] SAMPLER = sampler();

    /** No round number: a loop of a thousand instructions would be seen at the same one each time. */
    private static final int INSTRUCTIONS = 9_973;

    private static final int MILLISECONDS = 5;
    private static final int MOST_STACKS = 10_000;
    private static final int MOST_CHARACTERS = 8 << 20;
    private static final int LONGEST_STACK = 32 << 10;
    private static final long MOST_SAMPLES = Long.MAX_VALUE / (2 * MOST_STACKS);
    private static final String OTHER = "[other]";

    /** What no frame has: characters that move the cursor or end a line, and what they would be made of. */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\uFFFD]");

    private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(365);

    private final boolean bounded;
    private final long endNanos;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<String, Long> stacks = new HashMap<>(); // guarded by this
    private int characters; // guarded by this
    private long scripts; // guarded by this
    private Unit unit = Unit.INSTRUCTIONS; // guarded by this
    private int interval = INSTRUCTIONS; // guarded by this

    /** For one script. */
    Samples() {
        bounded = false;
        endNanos = 0;
    }

    /** For what begins within a time. */
    Samples(Duration time) {
        bounded = true;
        boolean longest = time.compareTo(Duration.ofNanos(LONGEST_NANOS)) > 0;
        endNanos = System.nanoTime() + (longest ? LONGEST_NANOS : time.toNanos());
    }

    private static byte[] sampler() {
        try (InputStream text = requireNonNull(Samples.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return text.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the time is over or {@link #end} is called. */
    void await() throws InterruptedException {
        boolean unused = over.await(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Nothing more will come. */
    void end() {
        over.countDown();
    }

    /** Builds the frame that has the next script sampled. Returns false if it is too late for that. */
    synchronized boolean request(FrameWriter writer) {
        long seconds = 0;
        if (bounded) {
            long left = endNanos - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            seconds = TimeUnit.NANOSECONDS.toSeconds(left) + 1;
        }
        scripts++;
        writer.begin(5, Frames.PROFILE)
                .integer(INSTRUCTIONS)
                .integer(MILLISECONDS)
                .integer((int) seconds)
                .longBin(SAMPLER);
        return true;
    }

    /** Takes a frame of stacks. */
    synchronized void read(FrameReader reader) throws ProtocolException {
        int pace = reader.small();
        int every = reader.integer();
        String text = new String(reader.bin(), StandardCharsets.UTF_8);
        if (pace > 1 || every < 1) {
            throw new ProtocolException("a profile in unit " + pace + " with interval " + every);
        }
        if (bounded && System.nanoTime() - endNanos > 0) {
            return;
        }
        unit = pace == 1 ? Unit.MILLISECONDS : Unit.INSTRUCTIONS;
        interval = every;
        text.lines().forEach(this::add);
    }

    private void add(String line) {
        int blank = line.lastIndexOf(' ');
        long count = number(line.substring(blank + 1));
        if (blank <= 0 || count <= 0) {
            return;
        }
        String stack = UNSAFE.matcher(line.substring(0, blank)).replaceAll("?");
        boolean fits = stacks.containsKey(stack)
                || (stacks.size() < MOST_STACKS
                        && stack.length() <= LONGEST_STACK
                        && characters + stack.length() <= MOST_CHARACTERS);
        if (fits && !stacks.containsKey(stack)) {
            characters += stack.length();
        }
        stacks.merge(fits ? stack : OTHER, count, (a, b) -> Math.min(MOST_SAMPLES, a + b));
    }

    private static long number(String text) {
        try {
            return Math.min(MOST_SAMPLES, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** What was seen so far. */
    synchronized StackProfile profile(String vm, Optional<ExecutionResult> result) {
        List<StackProfile.Stack> sorted = stacks.entrySet().stream()
                .map(entry -> new StackProfile.Stack(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(StackProfile.Stack::samples)
                        .reversed()
                        .thenComparing(StackProfile.Stack::frames))
                .toList();
        return new StackProfile(vm, sorted, unit, interval, scripts, result);
    }
}
