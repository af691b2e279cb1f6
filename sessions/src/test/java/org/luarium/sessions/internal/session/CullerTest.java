// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.luarium.sessions.internal.session.TestSessions.eventually;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.luarium.session.Attachment;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionState;

/** Sessions that are over their limits end, others do not; the time is made up. */
class CullerTest {
    private static final class Hands extends Clock {
        volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final Hands clock = new Hands();

    private static Session open(TestSessions sessions, SessionConfig.Builder config) {
        return sessions.manager.open(config.build());
    }

    @Test
    void endsWhatIsOverItsLimits() throws IOException {
        Duration hour = Duration.ofHours(1);
        try (TestSessions sessions = new TestSessions(clock)) {
            open(sessions, SessionConfig.builder("idle").idleLimit(hour));
            Attachment watcher = open(sessions, SessionConfig.builder("watched").idleLimit(hour))
                    .attach(new Listening());
            Session busy =
                    open(sessions, SessionConfig.builder("busy").busyLimit(hour).idleLimit(hour));
            busy.send("while true do end");
            eventually(() -> busy.info().state() == SessionState.BUSY);
            open(sessions, SessionConfig.builder("old").ageLimit(hour.multipliedBy(2)));
            open(sessions, SessionConfig.builder("unlimited"));
            clock.now = clock.now.plus(hour);
            sessions.registry.cull();
            assertThat(sessions.manager.list()).hasSize(5);

            clock.now = clock.now.plusMillis(1);
            sessions.registry.cull();

            assertThat(sessions.manager.list())
                    .extracting(info -> info.id())
                    .containsExactly("old", "unlimited", "watched");
            assertThat(sessions.happened)
                    .contains(
                            "culled idle nobody has used it for PT1H",
                            "culled busy an input runs for longer than PT1H");
            watcher.detach();
            clock.now = clock.now.plus(hour).plusMillis(1);
            sessions.registry.cull();
            assertThat(sessions.manager.list()).extracting(info -> info.id()).containsExactly("unlimited");
            sessions.registry.limit(new Culler.Limits(Optional.of(hour), Optional.empty(), Optional.empty()));
            sessions.registry.cull();
            assertThat(sessions.manager.list()).isEmpty();
        }
    }

    @Test
    void looksByItselfWhileThereIsALimit() throws IOException {
        try (TestSessions sessions = new TestSessions()) {
            sessions.manager.open("stays");
            open(sessions, SessionConfig.builder("goes").idleLimit(Duration.ofMillis(100)));
            eventually(() -> sessions.manager.find("goes").isEmpty());
            assertThat(sessions.manager.find("stays")).isPresent();
        }
    }
}
