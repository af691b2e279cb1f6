// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.OneWay;

/** A host that is called by a child of the test's own making, byte by byte. */
abstract class HostileFixture {
    public record Version(int x) {}

    public interface Service {
        int add(int a, int b);

        int size(Object value);

        int version(Version version);

        int use(Supplier<String> supplier);

        int again(int depth);

        CompletableFuture<String> never();

        CompletableFuture<String> hold(byte[] bytes);
    }

    public interface Remote {
        int number();

        void failing() throws IOException;

        Supplier<String> supplier();

        Object any();

        void take(byte[] bytes);

        void lend(Runnable callback);

        int again(int depth);

        CompletableFuture<Integer> later();

        @OneWay
        void note(byte[] bytes);
    }

    static final class Implementation implements Service {
        final AtomicInteger deepest = new AtomicInteger();
        final CompletableFuture<String> held = new CompletableFuture<>();
        volatile Remote remote;

        @Override
        public int add(int a, int b) {
            return a + b;
        }

        @Override
        public int size(Object value) {
            return value instanceof List<?> list ? list.size() : -1;
        }

        @Override
        public int version(Version version) {
            return version.x();
        }

        @Override
        public int use(Supplier<String> supplier) {
            return supplier.get().length();
        }

        @Override
        public int again(int depth) {
            deepest.accumulateAndGet(depth, Math::max);
            return remote.again(depth + 1);
        }

        @Override
        public CompletableFuture<String> never() {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<String> hold(byte[] bytes) {
            return held;
        }
    }

    final Implementation service = new Implementation();

    RawLink link() throws Exception {
        return link(o -> o);
    }

    RawLink link(java.util.function.UnaryOperator<PeerOptions> change) throws Exception {
        RawLink link = new RawLink(change);
        link.host.lend(1, Service.class, service);
        return link.greeted();
    }

    static void assertWorks(RawLink link, long id) throws Exception {
        link.call(id, 0, 1, "add(int,int)", out -> {
            out.array(2);
            out.integer(40);
            out.integer(2);
        });
        RawLink.Received received = link.receive();
        while (received.type() == Frame.RELEASE || received.type() == Frame.CANCEL) {
            received = link.receive();
        }
        assertThat(received.type()).isEqualTo(Frame.RESULT);
        assertThat(received.fields()).containsExactly(id, 42L);
    }

    static String error(RawLink link, long id) throws Exception {
        RawLink.Received received = link.receive(Frame.ERROR);
        assertThat(received.number(0)).isEqualTo(id);
        return received.fields().get(1).toString();
    }

    static String reason(RawLink link) throws Exception {
        LinkClosedException why = link.host.end().get(10, TimeUnit.SECONDS);
        assertThat(link.host.pending()).isZero();
        return why.getMessage();
    }

    static Consumer<Output> sized(long id, int payload) {
        return out -> RawLink.header(out, Frame.CALL, id, 0, 1, "size(java.lang.Object)", args -> {
            args.array(1);
            args.binary(new byte[payload], 0, payload);
        });
    }

    static List<String> threads(String link) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("luarium-extension-" + link + "-"))
                .toList();
    }
}
