// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.LuariumException;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionListener;
import org.luarium.session.SessionManager;
import org.luarium.session.SessionState;
import org.luarium.session.SessionStateException;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Bundles that are restarted while sessions work: persistent ones go on, all others end, and whoever talks to one is told. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SessionFaultsIT {
    private static final int ROUNDS = Boolean.getBoolean("luarium.stress") ? 20 : 3;
    private static final int OTHERS = 4;
    private static final Duration SHORT = Duration.ofSeconds(10);

    @Inject
    private BundleContext context;

    private ExecutorService threads;

    @Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @Before
    public void open() {
        threads = Executors.newCachedThreadPool();
    }

    @After
    public void close() {
        threads.shutdownNow();
        SessionManager sessions = service(SessionManager.class);
        sessions.list().forEach(info -> sessions.terminate(info.id()));
    }

    private <T> T service(Class<T> type) {
        ServiceReference<T> reference =
                await().atMost(SHORT).until(() -> context.getServiceReference(type), found -> found != null);
        return await().atMost(SHORT).until(() -> context.getService(reference), found -> found != null);
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private static Set<Long> processes() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    @Test
    public void aRestartOfTheSessionsBundleIsHeardOfOnce() throws Exception {
        restarts("org.luarium.sessions");
    }

    @Test
    public void aRestartOfTheCoreBundleIsHeardOfOnce() throws Exception {
        restarts("org.luarium.core");
    }

    @Test
    public void aScriptThatReadsWaitsOverARestartOfTheCoreBundle() throws Exception {
        SessionManager sessions = service(SessionManager.class);
        Session asking = sessions.open(
                SessionConfig.of(VmConfig.builder("asking").persistent(true).build()));
        asking.send("name = io.read() print('hello ' .. tostring(name))");
        await().atMost(SHORT).until(() -> asking.info().state() == SessionState.READING);
        Bundle core = bundle("org.luarium.core");

        core.stop();
        core.start();

        SessionManager next = service(SessionManager.class);
        Session again = await().atMost(SHORT)
                .until(() -> next.find("asking"), Optional::isPresent)
                .orElseThrow();
        await().atMost(SHORT).until(() -> again.info().state() == SessionState.READING);
        again.send("Ada");
        assertThat(again.read(SHORT)).isEqualTo("hello Ada\n");
    }

    private void restarts(String name) throws Exception {
        Bundle bundle = bundle(name);
        SessionManager before = service(SessionManager.class);
        before.open(
                SessionConfig.of(VmConfig.builder("lasting").persistent(true).build()));
        before.get("lasting").evaluate("n = 0", SHORT);
        long pid = before.get("lasting").vm().info().pid();
        int sent = 0;
        for (int round = 0; round < ROUNDS; round++) {
            SessionManager sessions = service(SessionManager.class);
            Session lasting = sessions.get("lasting");
            List<Load> loads = new ArrayList<>();
            for (int i = 0; i < OTHERS; i++) {
                loads.add(new Load(sessions.open("other" + i)));
            }
            Sender sender = new Sender(lasting);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(sender, threads);
            List<CompletableFuture<Void>> running = loads.stream()
                    .map(load -> CompletableFuture.runAsync(load, threads))
                    .toList();
            await().atMost(SHORT)
                    .until(() -> sender.accepted.get() > 20 && loads.stream().allMatch(load -> load.done.get() > 5));

            bundle.stop();

            sending.get(10, TimeUnit.SECONDS);
            sent += sender.accepted.get();
            for (int i = 0; i < OTHERS; i++) {
                running.get(i).get(10, TimeUnit.SECONDS);
                assertThat(loads.get(i).detached).hasSize(1);
                assertThat(loads.get(i).session.info().state()).isEqualTo(SessionState.CLOSED);
            }
            await().atMost(SHORT)
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("luarium-session")));
            bundle.start();
            SessionManager next = service(SessionManager.class);
            await().atMost(SHORT).until(() -> next.find("lasting").isPresent());
            assertThat(next.list()).hasSize(1);
            assertThat(service(VmManager.class).list())
                    .singleElement()
                    .satisfies(info -> assertThat(info.pid()).isEqualTo(pid));
        }

        check(service(SessionManager.class).get("lasting"), sent);
        service(SessionManager.class).terminate("lasting");
        assertThat(service(VmManager.class).list()).isEmpty();
        await().atMost(SHORT)
                .until(() ->
                        ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
        bundle("org.luarium.core").stop();
        await().atMost(Duration.ofSeconds(20)).until(SessionFaultsIT::processes, Set::isEmpty);
        bundle("org.luarium.core").start();
    }

    /** Each input that was accepted ran once, and events are numbered without a gap. */
    private static void check(Session lasting, int sent) {
        lasting.read(SHORT);
        assertThat(lasting.evaluate("return n", SHORT).value().asLong()).isEqualTo(sent);
        List<SessionEvent> events = new CopyOnWriteArrayList<>();
        List<Long> lost = new CopyOnWriteArrayList<>();
        long last = lasting.info().nextSequence() - 1;
        try (Attachment attachment = lasting.attach(AttachRequest.reader().since(1), new SessionListener() {
            @Override
            public void event(SessionEvent event) {
                events.add(event);
            }

            @Override
            public void lost(long count) {
                lost.add(count);
            }
        })) {
            await().atMost(SHORT).until(() -> attachment.position() >= last);
        }
        long first = events.get(0).sequence();
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).sequence()).isEqualTo(first + i);
        }
        assertThat(lost.stream().mapToLong(Long::longValue).sum()).isEqualTo(first - 1);
        List<String> output = events.stream()
                .filter(event -> event.kind() == SessionEvent.Kind.OUTPUT)
                .map(event -> event.text().strip())
                .toList();
        assertThat(output.get(output.size() - 1)).isEqualTo(Integer.toString(sent));
        for (int i = 0; i < output.size(); i++) {
            assertThat(output.get(i)).isEqualTo(Integer.toString(sent - output.size() + 1 + i));
        }
    }

    /** Sends until it is refused. */
    private static final class Sender implements Runnable {
        private final Session session;
        private final AtomicInteger accepted = new AtomicInteger();

        Sender(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            try {
                while (true) {
                    session.send("n = n + 1 print(n)");
                    accepted.incrementAndGet();
                    if (session.info().waitingInputs() > 20) {
                        session.read(SHORT);
                    }
                }
            } catch (SessionStateException e) {
                // This is how it must end.
            }
        }
    }

    /** Works with a session, with an attachment, until it is refused. */
    private static final class Load implements Runnable, SessionListener {
        private final Session session;
        private final List<String> detached = new CopyOnWriteArrayList<>();
        private final AtomicInteger done = new AtomicInteger();

        Load(Session session) {
            this.session = session;
            session.attach(this);
        }

        @Override
        public void event(SessionEvent event) {}

        @Override
        public void detached(String reason) {
            detached.add(reason);
        }

        @Override
        public void run() {
            try {
                while (true) {
                    session.send("for i = 1, 1000 do print(i) end");
                    session.evaluate("return 42", SHORT);
                    done.incrementAndGet();
                }
            } catch (LuariumException e) {
                assertThat(e.getMessage()).contains(session.id());
            }
        }
    }
}
