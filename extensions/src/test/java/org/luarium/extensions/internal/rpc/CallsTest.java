// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.luarium.extension.spi.NoSuchTargetException;
import org.luarium.extension.spi.RemoteExtensionException;
import org.luarium.extension.spi.ValueException;

class CallsTest extends CallsFixture {

    @Test
    void extensions40_callsWithoutResultComplete() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            service.nothing();
            assertThat(service.nothingLater().get(10, TimeUnit.SECONDS)).isNull();
            assertThat(link.host.invoke(1, "nothing", List.of()).get(10, TimeUnit.SECONDS))
                    .isNull();
        }
    }

    @Test
    void extensions41_overloadsAndTheNumberOfArguments() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            assertThat(service.of(1)).isEqualTo("int 1");
            assertThat(service.of(1L)).isEqualTo("long 1");
            assertThat(service.of("a", 1)).isEqualTo("a1");
            assertThat(link.host.invoke(1, "of", List.of("b", 2)).get(10, TimeUnit.SECONDS))
                    .isEqualTo("b2");
            assertThat(link.host.invoke(1, "of(long)", List.of(3)).get(10, TimeUnit.SECONDS))
                    .isEqualTo("long 3");
            assertThat(link.host.invoke(1, "of", List.of(1L << 40)).get(10, TimeUnit.SECONDS))
                    .isEqualTo("long " + (1L << 40));
            assertFails(link, "of", List.of(1, 2, 3), NoSuchTargetException.class, "of with 3 parameters, only [");
            assertFails(link, "of", List.of(true), ValueException.class, "do not fit [of(int), of(long)]");
            assertFails(link, "off", List.of(), NoSuchTargetException.class, "has no method off; it has [");
            assertThat(link.host.pending()).isZero();
        }
    }

    private static void assertFails(
            Link link, String method, List<?> arguments, Class<? extends Throwable> type, String message) {
        assertThatThrownBy(() -> link.host.invoke(1, method, arguments).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(type)
                .hasMessageContaining(message);
    }

    @Test
    void extensions42_sixtyFourAtOnceEndInAnyOrder() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            ExecutorService callers = Executors.newFixedThreadPool(64);
            try {
                List<Future<Integer>> results = new ArrayList<>();
                for (int i = 0; i < 64; i++) {
                    int number = i;
                    results.add(callers.submit(() -> service.waitFor(number)));
                }
                assertThat(child.entered.tryAcquire(64, 30, TimeUnit.SECONDS)).isTrue();
                // The last ones end first, while all others run.
                for (int i = 63; i >= 0; i--) {
                    child.gates[i].release();
                    assertThat(results.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i);
                    assertThat(results.stream().filter(Future::isDone)).hasSize(64 - i);
                }
            } finally {
                callers.shutdownNow();
            }
            assertThat(link.host.pending()).isZero();
        }
    }

    @Test
    void extensions43_whatGivesAFutureReturnsAtOnce() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            CompletableFuture<Integer> future = service.later(1);
            assertThat(child.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(future).isNotDone();
            assertThat(service.of(1)).isEqualTo("int 1");
            child.futures.get(0).complete(7);
            assertThat(future.get(10, TimeUnit.SECONDS)).isEqualTo(7);
            CompletableFuture<Integer> failing = service.later(2);
            assertThat(child.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            child.futures.get(1).completeExceptionally(new UndeclaredException("later"));
            assertThatThrownBy(() -> failing.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RemoteExtensionException.class)
                    .hasMessageContaining("later");
        }
    }

    @Test
    void extensions44_aFailureHasTypeMessageAndTheStackOfBothSides() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            assertThatThrownBy(() -> service.undeclared("why"))
                    .isInstanceOfSatisfying(RemoteExtensionException.class, e -> {
                        assertThat(e.remoteType()).isEqualTo(UndeclaredException.class.getName());
                        assertThat(e.remoteMessage()).contains("why");
                        List<String> stack = new ArrayList<>();
                        for (StackTraceElement each : e.getStackTrace()) {
                            stack.add(each.getClassName() + "." + each.getMethodName());
                        }
                        assertThat(stack.get(0)).isEqualTo(Implementation.class.getName() + ".undeclared");
                        int border = stack.indexOf("link.child");
                        assertThat(border).isPositive();
                        assertThat(stack.subList(border, stack.size()).toString())
                                .contains(CallsTest.class.getName())
                                .doesNotContain("extensions.internal.rpc.Peer");
                    });
            assertThat(service.of(1)).isEqualTo("int 1");
        }
    }

    @Test
    void extensions46_declaredExceptionsArriveAsSuchAndOthersAreNeverLoaded() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            assertThatThrownBy(() -> service.odd("odd"))
                    .isExactlyInstanceOf(OddException.class)
                    .hasMessage("odd");
            int before = UndeclaredException.MADE.get();
            assertThatThrownBy(() -> service.undeclared("x")).isInstanceOf(RemoteExtensionException.class);
            assertThat(UndeclaredException.MADE.get()).isEqualTo(before + 1);
        }
    }

    @Test
    void extensions47_aResultThatCannotBeSentFailsThatCallOnly() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            assertThatThrownBy(service::unsendable)
                    .isInstanceOf(ValueException.class)
                    .hasMessageContaining("java.lang.Object cannot be sent");
            assertThatThrownBy(service::brokenList)
                    .isInstanceOf(ValueException.class)
                    .hasMessageContaining("the result of brokenList() cannot be sent")
                    .hasMessageContaining("broken list");
            assertThat(service.of(1)).isEqualTo("int 1");
        }
    }

    @Test
    void extensions49_whatIsNotThereIsNamed() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            assertThatThrownBy(() -> link.host.borrow(4711, Service.class).nothing())
                    .isInstanceOf(NoSuchTargetException.class)
                    .hasMessageContaining("no object 4711");
            assertThatThrownBy(() -> link.host.borrow(1, Counter.class).next())
                    .isInstanceOf(NoSuchTargetException.class)
                    .hasMessageContaining("no method next()");
            for (String each : List.of("secret", "secret()", "getClass", "getClass()", "hashCode", "wait", "here")) {
                assertFails(link, each, List.of(), NoSuchTargetException.class, "has no method " + each);
            }
            assertThat(service.of(1)).isEqualTo("int 1");
        }
    }

    static class One {
        public interface Same {
            String name();
        }
    }

    static class Other {
        public interface Same {
            String name();
        }
    }

    @Test
    void extensions66_interfacesOfTheSameSimpleName() throws Exception {
        try (Link link = new Link()) {
            link.child.lend(1, One.Same.class, () -> "one").lend(2, Other.Same.class, () -> "other");
            link.start();
            assertThat(link.host.borrow(1, One.Same.class).name()).isEqualTo("one");
            assertThat(link.host.borrow(2, Other.Same.class).name()).isEqualTo("other");
        }
    }

    @Test
    void extensions70_whatIsLocalNeedsNoLink() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            assertThat(service.describe()).isEqualTo("remote int 1");
            link.host.close();
            assertThat(service.here()).isSameAs(Thread.currentThread());
            assertThat(service).hasToString("Service 1 of child");
        }
    }

    @Test
    void extensions71_servicesOfAServiceAreReachable() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            Counter counter = service.itself().itself().counter();
            assertThat(java.lang.reflect.Proxy.isProxyClass(counter.getClass())).isTrue();
            assertThat(counter.next()).isEqualTo(1);
            assertThat(child.count).hasValue(1);
        }
    }

    @Test
    void oneWayCallsArriveInOrder() throws Exception {
        try (Link link = new Link()) {
            Service service = link.serve(Service.class, child);
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                service.note(i);
                expected.add(i);
            }
            await().untilAsserted(() -> assertThat(service.notes()).isEqualTo(expected));
            assertThat(link.host.pending()).isZero();
        }
    }

    // ---- interfaces whose methods have several forms

    public interface Source<T> {
        T get(T like);
    }

    public interface Numbers extends Source<Integer> {
        @Override
        default Integer get(Integer like) {
            return -like;
        }
    }

    @Test
    void bridgesLeadToWhatIsMeant() throws Exception {
        try (Link link = new Link()) {
            Numbers numbers = link.serve(Numbers.class, new Numbers() {
                @Override
                public Integer get(Integer like) {
                    return like + 1;
                }
            });
            assertThat(numbers.get(1)).isEqualTo(2);
            Source<Integer> source = numbers;
            assertThat(source.get(2)).isEqualTo(3);
        }
    }

    @Test
    void onlyInterfacesCanBeLent() {
        try (Link link = new Link()) {
            assertThatThrownBy(() -> link.child.lend(1, Thread.class, new Thread()))
                    .isInstanceOf(ValueException.class)
                    .hasMessageContaining("is no interface");
        }
    }
}
