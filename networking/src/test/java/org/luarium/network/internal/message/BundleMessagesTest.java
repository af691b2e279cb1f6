// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luarium.network.MailboxFullException;
import org.luarium.network.VmConnectionException;
import org.luarium.value.LuaReference;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Vm;

/** Messages between VMs and bundles. */
class BundleMessagesTest {
    private static final String ME = "host:test";
    private static final Duration LONG = Duration.ofSeconds(20);
    private NetworkedHost host;
    private MessageHost messages;
    private Vm vm;

    @BeforeEach
    void start() throws IOException {
        host = new NetworkedHost();
        messages = host.messages();
        vm = host.create("a");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private static String text(ExecutionResult result) {
        return String.join(
                " ", result.orThrow().values().stream().map(LuaValue::display).toList());
    }

    @Test
    void aVmReceivesWhatABundleSends() {
        messages.send("a", LuaValue.of("hello"), ME);
        assertThat(text(vm.execute("return net.receive()"))).isEqualTo("hello host:test");
    }

    @Test
    void aVmAnswersABundle() throws Exception {
        CompletableFuture<LuaValue> answer =
                messages.request("a", LuaValue.of(20), LONG, ME).toCompletableFuture();
        vm.execute("local n, _, _, request = net.receive() assert(net.reply(request, n + 1))")
                .orThrow();
        assertThat(answer.get(20, TimeUnit.SECONDS).asLong()).isEqualTo(21);
        assertThat(messages.waitingBytes()).isZero();
    }

    @Test
    void whoDoesNotAnswerInTimeIsNotWaitedFor() {
        CompletableFuture<LuaValue> answer =
                messages.request("a", LuaValue.of(1), Duration.ofMillis(50), ME).toCompletableFuture();
        assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(VmConnectionException.class)
                .hasMessageContaining("has not answered within PT0.05S");
        assertThat(text(vm.execute("return net.receive(0)"))).isEqualTo("nil timeout");
    }

    @Test
    void aRequestThatIsCancelledIsTakenBack() {
        messages.request("a", LuaValue.of(1), LONG, ME).toCompletableFuture().cancel(true);
        assertThat(text(vm.execute("return net.receive(0)"))).isEqualTo("nil timeout");
        assertThat(messages.waitingBytes()).isZero();
    }

    @Test
    void requestsEndWithTheVm() {
        CompletableFuture<LuaValue> answer =
                messages.request("a", LuaValue.of(1), LONG, ME).toCompletableFuture();
        vm.close();
        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasMessageContaining("VM a has ended");
    }

    @Test
    void whatCannotBeSentIsRefused() {
        try (Vm alone = host.manager().create("alone")) {
            assertThat(text(alone.execute("return type(net)"))).isEqualTo("nil");
            assertThatThrownBy(() -> messages.send("alone", LuaValue.of(1), ME))
                    .isInstanceOf(VmConnectionException.class)
                    .hasMessageContaining("not networked");
        }
        assertThatThrownBy(() -> messages.request("nobody", LuaValue.of(1), LONG, ME))
                .isInstanceOf(VmConnectionException.class);
        assertThatThrownBy(() -> messages.send("a", LuaValue.nil(), ME)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> messages.send("a", new LuaReference("function", "function: 1"), ME))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("function");
        LuaValue deep = LuaValue.of(1);
        for (int i = 0; i < 100_000; i++) {
            deep = LuaTable.ofList(List.of(deep));
        }
        LuaValue tooDeep = deep;
        assertThatThrownBy(() -> messages.send("a", tooDeep, ME))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deep");
    }

    @Test
    void aFullMailboxIsAnException() {
        for (int i = 0; i < 1_000; i++) {
            messages.send("a", LuaValue.of(i), ME);
        }
        assertThatThrownBy(() -> messages.send("a", LuaValue.of(1), ME))
                .isInstanceOf(MailboxFullException.class)
                .hasMessageContaining("1,000 messages");
        assertThat(text(vm.execute("local sum = 0 for i = 1, 1000 do sum = sum + net.receive() end return sum")))
                .isEqualTo("499500");
    }

    @Test
    void bundlesAnswerVms() throws Exception {
        AutoCloseable served = messages.serve(
                "double",
                request -> LuaValue.of(request.from() + 2 * request.value().asLong()),
                ME);
        assertThat(text(vm.execute("return net.request('host:double', 21)"))).isEqualTo("a42");
        assertThatThrownBy(() -> messages.serve("double", request -> request.value(), "host:other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(ME);
        served.close();
        served.close();
        assertThat(text(vm.execute("return net.request('host:double', 21)"))).isEqualTo("nil no such handler");
        messages.serve("double", request -> request.value(), ME);
        messages.release(ME);
        assertThat(text(vm.execute("return net.request('host:double', 21)"))).isEqualTo("nil no such handler");
        assertThatThrownBy(() -> messages.serve("a:b", request -> request.value(), ME))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatAHandlerThrowsIsAnErrorInLua() {
        messages.serve(
                "bad",
                request -> {
                    throw new IOException("no " + request.value().asString());
                },
                ME);
        messages.serve("function", request -> new LuaReference("function", "f"), ME);
        assertThat(text(vm.execute("return select(2, pcall(net.request, 'host:bad', 'luck'))")))
                .isEqualTo("IOException: no luck");
        assertThat(text(vm.execute("return select(2, pcall(net.request, 'host:function', 1))")))
                .startsWith("IllegalArgumentException: a function cannot be sent");
    }

    @Test
    void aHandlerServesEachVmOneRequestAtATime() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        messages.serve(
                "slow",
                request -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    go.await(20, TimeUnit.SECONDS);
                    now.decrementAndGet();
                    return request.value();
                },
                ME);
        assertThat(text(vm.execute("return net.request('host:slow', 1, 0.05)"))).isEqualTo("nil timeout");
        CompletableFuture<ExecutionResult> next = vm.executeAsync("return net.request('host:slow', 2, 20)");
        assertThat(next.isDone()).isFalse();
        assertThat(text(host.create("b").execute("return net.request('host:slow', 1, 0.05)")))
                .isEqualTo("nil timeout");
        go.countDown();
        assertThat(text(next.get(20, TimeUnit.SECONDS))).isEqualTo("2");
        assertThat(most).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void aHandlerThatDoesNotEndMakesTheOthersOfThatVmRefused() {
        CountDownLatch go = new CountDownLatch(1);
        messages.serve(
                "stuck",
                request -> {
                    go.await();
                    return request.value();
                },
                ME);
        try {
            assertThat(text(vm.execute("""
                    for i = 1, 17 do assert(select(2, net.request('host:stuck', i, 0.01)) == 'timeout') end
                    return net.request('host:stuck', 18, 20)
                    """))).isEqualTo("nil too busy");
            assertThat(messages.waitingBytes()).isBetween(17 * 200L, 17 * 400L);
        } finally {
            go.countDown();
        }
        while (messages.waitingBytes() > 0) {
            Thread.onSpinWait();
        }
        assertThat(text(vm.execute("return net.request('host:stuck', 19, 20)"))).isEqualTo("19");
    }
}
