// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What probes told, by the stamp of what was probed. Whoever asks first runs the probe, others wait for that one. Answers
 * that will not change are also kept in a file, so that the next JVM asks nothing.
 *
 * <p>The file is a hint, and several JVMs may overwrite it with what each of them knows: a lost or damaged answer costs one
 * more probe. Thread-safe.
 */
final class ProbeCache {
    private static final Logger log = LoggerFactory.getLogger(ProbeCache.class);

    /** How long a failure counts that another try may not repeat: a busy machine must not cost an interpreter for good. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path file;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, CompletableFuture<Probe>> probes = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Long> passing = new ConcurrentHashMap<>();
    private final AtomicInteger unsaved = new AtomicInteger();

    ProbeCache(Path file) {
        this(file, System::nanoTime);
    }

    ProbeCache(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        ProbeFile.read(file).forEach((key, probe) -> probes.put(key, CompletableFuture.completedFuture(probe)));
    }

    /** Returns what is known, without waiting for a probe that runs. */
    Optional<Probe> peek(String key) {
        CompletableFuture<Probe> known = probes.get(key);
        return known != null && known.isDone() && !isStale(key) ? Optional.of(known.join()) : Optional.empty();
    }

    private boolean isStale(String key) {
        Long since = passing.get(key);
        return since != null && nanoTime.getAsLong() - since > PATIENCE.toNanos();
    }

    /** Returns what is known, or runs the probe. */
    Probe get(String key, Supplier<Probe> probe) {
        while (true) {
            CompletableFuture<Probe> mine = new CompletableFuture<>();
            CompletableFuture<Probe> known = probes.putIfAbsent(key, mine);
            if (known == null) {
                return run(key, mine, probe);
            }
            Probe answer = known.join();
            if (isStale(key)) {
                passing.remove(key); // first, so that it cannot be the time of a newer answer
                probes.remove(key, known);
            } else if (probes.get(key) == known) {
                return answer;
            }
            // Gone without being stale: whoever ran it was interrupted, which says nothing about the program
        }
    }

    private Probe run(String key, CompletableFuture<Probe> mine, Supplier<Probe> probe) {
        Probe answer = Probe.rejected("the probe failed");
        boolean worthKeeping = false;
        try {
            answer = probe.get();
            worthKeeping = !Thread.currentThread().isInterrupted();
        } finally {
            if (!worthKeeping) {
                probes.remove(key, mine);
            }
            if (worthKeeping && answer.passing()) {
                passing.put(key, nanoTime.getAsLong());
            }
            mine.complete(answer);
        }
        if (worthKeeping && !answer.passing()) {
            save();
        }
        return answer;
    }

    void clear() {
        probes.clear();
        passing.clear();
        save();
    }

    private void save() {
        if (unsaved.getAndIncrement() > 0) {
            return; // the thread that writes now will write again
        }
        int written;
        do {
            written = unsaved.get();
            try {
                ProbeFile.write(file, lasting());
            } catch (IOException e) {
                log.debug("cannot keep what is known about interpreters in {}: {}", file, e.toString());
            }
        } while (unsaved.addAndGet(-written) > 0);
    }

    private Map<String, Probe> lasting() {
        Map<String, Probe> lasting = new TreeMap<>();
        probes.forEach((key, future) ->
                peek(key).filter(probe -> !probe.passing()).ifPresent(probe -> lasting.put(key, probe)));
        return lasting;
    }
}
