// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends sessions that nobody uses, that run too long, or that are too old. Has a thread only once there is a limit. Thread-safe. */
public final class Culler implements AutoCloseable {
    /** Defaults for sessions that set none; empty for no limit. */
    public record Limits(Optional<Duration> idle, Optional<Duration> busy, Optional<Duration> age) {
        /** No limit at all. */
        public static final Limits NONE = new Limits(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static final Logger log = LoggerFactory.getLogger(Culler.class);
    private static final long MOST_OFTEN_MILLIS = 50;
    private static final long LEAST_OFTEN_MILLIS = 30_000;

    private final Clock clock;
    private final Supplier<? extends Collection<SessionImpl>> sessions;
    private Limits limits = Limits.NONE; // guarded by this
    private @Nullable ScheduledThreadPoolExecutor timer; // guarded by this
    private @Nullable ScheduledFuture<?> task; // guarded by this
    private long period = Long.MAX_VALUE; // guarded by this
    private boolean closed; // guarded by this

    Culler(Clock clock, Supplier<? extends Collection<SessionImpl>> sessions) {
        this.clock = clock;
        this.sessions = sessions;
    }

    /** Changes the defaults, for all sessions from now on. */
    synchronized void limit(Limits defaults) {
        limits = defaults;
        watch(defaults.idle());
        watch(defaults.busy());
        watch(defaults.age());
    }

    /** Takes the limits of a session into account. */
    synchronized void opened(SessionConfig config) {
        watch(config.idleLimit());
        watch(config.busyLimit());
        watch(config.ageLimit());
    }

    /** Looks often enough for a limit: ten times in its time. */
    private void watch(Optional<Duration> limit) {
        if (limit.isEmpty() || closed) {
            return;
        }
        long often = Math.max(
                MOST_OFTEN_MILLIS,
                limit.get().compareTo(Duration.ofHours(1)) > 0
                        ? LEAST_OFTEN_MILLIS
                        : Math.min(LEAST_OFTEN_MILLIS, limit.get().toMillis() / 10));
        if (often >= period) {
            return;
        }
        period = often;
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(1, runnable -> {
                Thread thread = new Thread(runnable, "luarium-session-culler");
                thread.setDaemon(true);
                return thread;
            });
            timer.setRemoveOnCancelPolicy(true);
        }
        if (task != null) {
            task.cancel(false);
        }
        task = timer.scheduleWithFixedDelay(this::cull, often, often, TimeUnit.MILLISECONDS);
    }

    private synchronized Limits limits() {
        return limits;
    }

    /** Ends what is over its limits now. */
    void cull() {
        Limits defaults = limits();
        for (SessionImpl session : List.copyOf(sessions.get())) {
            try {
                String reason = reason(session, defaults);
                if (!reason.isEmpty()) {
                    log.info("session {} is terminated: {}", session.id(), reason);
                    session.close("culled", reason);
                }
            } catch (RuntimeException e) {
                log.warn("session {} could not be terminated", session.id(), e);
            }
        }
    }

    private String reason(SessionImpl session, Limits defaults) {
        long now = clock.millis();
        SessionConfig config = session.config();
        Optional<Duration> age = config.ageLimit().or(defaults::age);
        if (age.isPresent()
                && now - session.created().toEpochMilli() > age.get().toMillis()) {
            return "it is older than " + age.get();
        }
        Optional<Duration> busy = config.busyLimit().or(defaults::busy);
        SessionState state = session.state();
        boolean runs = state == SessionState.BUSY || state == SessionState.READING;
        if (busy.isPresent()
                && runs
                && now - session.conversation().runsSince() > busy.get().toMillis()) {
            return "an input runs for longer than " + busy.get();
        }
        Optional<Duration> idle = config.idleLimit().or(defaults::idle);
        if (idle.isPresent()
                && state != SessionState.BUSY
                && session.isUnattended()
                && now - session.conversation().lastActivity() > idle.get().toMillis()) {
            return "nobody has used it for " + idle.get();
        }
        return "";
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
