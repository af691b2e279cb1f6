// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.luarium.session.AttachException;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.DetachException;
import org.luarium.session.Session;
import org.luarium.session.SessionAlreadyExistsException;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionManager;
import org.luarium.session.SessionNotFoundException;
import org.luarium.session.SessionStateException;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;

/** Sessions that several threads share. */
public final class SessionLoad {
    private static final int IDS = 3;
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final List<Class<? extends Exception>> OUTCOMES = Results.vmAnd(List.of(
            SessionNotFoundException.class,
            SessionAlreadyExistsException.class,
            SessionStateException.class,
            AttachException.class));
    /** Another thread may terminate the session first. */
    private static final List<Class<? extends Exception>> DETACHED =
            Stream.concat(OUTCOMES.stream(), Stream.of(DetachException.class)).toList();

    private final SessionManager sessions;
    private final AtomicLong attachments = new AtomicLong();

    public SessionLoad(SessionManager sessions) {
        this.sessions = sessions;
    }

    public List<Operation> operations() {
        return List.of(
                new Operation(
                        "session open",
                        4,
                        OUTCOMES,
                        random -> sessions.open(SessionConfig.of(id(random))).id()),
                new Operation("session evaluate", 10, OUTCOMES, this::evaluate),
                new Operation("session attach", 6, DETACHED, this::attach),
                new Operation("session write", 6, OUTCOMES, this::write),
                new Operation("session flood", 1, OUTCOMES, this::flood),
                new Operation(
                        "session interrupt", 3, OUTCOMES, random -> any(random).interrupt() ? "interrupted" : "idle"),
                new Operation("session close", 4, OUTCOMES, random -> {
                    String id = id(random);
                    sessions.terminate(id);
                    return id;
                }));
    }

    private static String id(Random random) {
        return "session" + random.nextInt(IDS);
    }

    private Session any(Random random) {
        String id = id(random);
        return sessions.find(id).orElseGet(() -> sessions.open(id));
    }

    private String evaluate(Random random) {
        int number = random.nextInt(1000);
        ExecutionResult result = any(random).evaluate(number + " * 2", WAIT);
        if (result.success()) {
            assertThat(result.value().asLong()).isEqualTo(number * 2L);
        }
        return Results.check(result, Outcome.OK);
    }

    private String attach(Random random) {
        Session session = any(random);
        String name = "reader" + attachments.incrementAndGet();
        AttachRequest request = AttachRequest.reader().withName(name).withLastLines(random.nextInt(10));
        try (Attachment attachment = session.attach(request, event -> {})) {
            assertThat(attachment.name()).isEqualTo(name);
            attachment.detach();
        }
        return session.id();
    }

    private String write(Random random) {
        Session session = any(random);
        AttachRequest request = random.nextBoolean()
                ? AttachRequest.writer()
                : AttachRequest.reader().withTakeOver();
        try (Attachment attachment = session.attach(request, event -> {})) {
            attachment.send("print(" + random.nextInt(100) + ")");
            return session.id() + " read " + session.read(WAIT).length();
        }
    }

    private String flood(Random random) {
        Session session = any(random);
        try (Attachment attachment = session.attach(AttachRequest.reader().withTakeOver(), event -> {})) {
            attachment.send("for i = 1, 100000 do print(i) end");
            return attachment.name() + " read " + session.read(WAIT).length();
        }
    }
}
