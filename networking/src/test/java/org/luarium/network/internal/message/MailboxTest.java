// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.luarium.network.NetworkingException;
import org.luarium.value.LuaValue;

class MailboxTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final MessageLimits limits = new MessageLimits(5, 10_000, 3, 5_000, 2, 30_000);
    private final Budget budget = new Budget(limits.allBytes());
    private final Mailbox mailbox = new Mailbox("a", 20_000, limits, budget, timer);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private static Parcel parcel(long number) {
        return Parcel.message(LuaValue.of(number));
    }

    private static Parcel bytes(int count) {
        return Parcel.message(LuaValue.of(new byte[count]));
    }

    private Delivery send(Parcel parcel) {
        return mailbox.send("b", parcel, null);
    }

    private static long number(CompletableFuture<List<LuaValue>> received) throws Exception {
        return received.get(20, TimeUnit.SECONDS).get(0).asLong();
    }

    @Test
    void isFullWithSoManyMessagesAndLosesNone() throws Exception {
        for (int i = 1; i <= 5; i++) {
            assertThat(send(parcel(i)).isDone()).isTrue();
        }
        assertThat(send(parcel(6))).isEqualTo(Delivery.full("5 messages"));
        for (int i = 1; i <= 5; i++) {
            assertThat(number(mailbox.receive(0))).isEqualTo(i);
        }
        assertThat(mailbox.receive(0).join()).isEqualTo(Alarm.TIMEOUT);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void isFullWithSoManyBytes() {
        assertThat(send(bytes(15_000)).isDone()).as("alone").isTrue();
        assertThat(send(bytes(10)).kind()).isEqualTo(Delivery.Kind.FULL);
        assertThat(mailbox.receive(0)).isCompleted();
        assertThat(send(bytes(10)).isDone()).isTrue();
        assertThat(send(bytes(25_000)).kind()).isEqualTo(Delivery.Kind.TOO_LARGE);
    }

    @Test
    void allTogetherHaveALimit() {
        Mailbox other = new Mailbox("c", 40_000, limits, budget, timer);
        assertThat(send(bytes(15_000)).isDone()).isTrue();
        assertThat(other.send("b", bytes(15_000), null).detail()).contains("all that may wait for all VMs");
        mailbox.close();
        assertThat(other.send("b", bytes(15_000), null).isDone()).isTrue();
    }

    @Test
    void aWaitThatWasCancelledLosesNoMessageAndKeepsTheOrder() throws Exception {
        CompletableFuture<List<LuaValue>> gone = mailbox.receive(Long.MAX_VALUE);
        gone.cancel(true);
        send(parcel(1));
        send(parcel(2));
        assertThat(number(mailbox.receive(Long.MAX_VALUE))).isEqualTo(1);
        assertThat(number(mailbox.receive(Long.MAX_VALUE))).isEqualTo(2);
    }

    /** One thread sends, one receives, one cancels waits at random. */
    @Test
    void wakingAndCancellingAtOnceLosesNothingAndKeepsTheOrder() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int count = 20_000;
        Thread sender = new Thread(() -> {
            for (int i = 0; i < count; i++) {
                while (!send(parcel(i)).isDone()) {
                    Thread.onSpinWait();
                }
            }
        });
        sender.start();
        List<Long> got = new ArrayList<>();
        while (got.size() < count) {
            CompletableFuture<List<LuaValue>> next = mailbox.receive(random.nextBoolean() ? 50_000 : Long.MAX_VALUE);
            if (random.nextBoolean() && next.cancel(true)) {
                continue;
            }
            List<LuaValue> values = next.get(20, TimeUnit.SECONDS);
            if (!values.equals(Alarm.TIMEOUT)) {
                got.add(values.get(0).asLong());
            }
        }
        sender.join();
        assertThat(got).as("seed %d", seed).hasSize(count).isSorted().doesNotHaveDuplicates();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void theOldestOfAChannelMakesRoomAndIsCounted() throws Exception {
        LongAdder lost = new LongAdder();
        assertThat(mailbox.follow("news")).isTrue();
        assertThat(mailbox.follow("news")).isFalse();
        send(parcel(100));
        for (int i = 1; i <= 8; i++) {
            assertThat(mailbox.offer("b", "news", parcel(i), lost)).isTrue();
        }
        send(parcel(101));
        assertThat(lost.sum()).isEqualTo(5);
        assertThat(number(mailbox.receive(0))).isEqualTo(100);
        assertThat(mailbox.receive(0).get())
                .containsExactly(LuaValue.of(6), LuaValue.of("b"), LuaValue.of("news"), LuaValue.nil(), LuaValue.of(5));
        assertThat(mailbox.receive(0).get()).containsExactly(LuaValue.of(7), LuaValue.of("b"), LuaValue.of("news"));
        assertThat(number(mailbox.receive(0))).isEqualTo(8);
        assertThat(number(mailbox.receive(0))).isEqualTo(101);
        assertThat(mailbox.offer("b", "news", bytes(25_000), lost))
                .as("too large")
                .isFalse();
        assertThat(mailbox.offer("b", "news", parcel(9), lost)).isTrue();
        assertThat(mailbox.receive(0).get().get(4)).isEqualTo(LuaValue.of(1));
    }

    @Test
    void followsSoManyChannels() {
        mailbox.follow("a");
        mailbox.follow("b");
        assertThatThrownBy(() -> mailbox.follow("c")).isInstanceOf(NetworkingException.class);
        assertThat(mailbox.unfollow("a")).isTrue();
        assertThat(mailbox.unfollow("a")).isFalse();
        assertThat(mailbox.follow("c")).isTrue();
    }

    @Test
    void whatIsNotWaitedForAnyMoreIsNotDelivered() {
        VmAsker asker = new VmAsker(20_000);
        assertThat(mailbox.send("b", parcel(1), asker).isDone()).isTrue();
        asker.end().complete(Alarm.TIMEOUT);
        assertThat(mailbox.receive(0).join()).isEqualTo(Alarm.TIMEOUT);
        assertThat(budget.taken()).isZero();
        VmAsker other = new VmAsker(20_000);
        mailbox.send("b", parcel(2), other);
        long request = mailbox.receive(0).join().get(3).asLong();
        assertThat(mailbox.asker(request)).isSameAs(other);
        other.end().cancel(true);
        assertThat(mailbox.asker(request)).isNull();
    }

    @Test
    void closingEndsAllWaitsAndGivesEverythingBack() {
        VmAsker taken = new VmAsker(20_000);
        VmAsker waiting = new VmAsker(20_000);
        mailbox.send("b", parcel(1), taken);
        assertThat(mailbox.receive(0)).isCompleted();
        CompletableFuture<List<LuaValue>> wait = mailbox.receive(Long.MAX_VALUE);
        Mailbox other = new Mailbox("c", 20_000, limits, budget, timer);
        other.send("b", parcel(2), waiting);
        mailbox.follow("news");
        mailbox.offer("b", "news", parcel(1), new LongAdder());

        assertThat(mailbox.close()).containsExactly("news");
        assertThat(wait).isCompletedExceptionally();
        other.close();
        assertThat(taken.end().join().get(1).asString()).isEqualTo("VM ended");
        assertThat(waiting.end().join().get(1).asString()).isEqualTo("VM ended");
        assertThat(budget.taken()).isZero();
        assertThat(send(parcel(1))).isEqualTo(Delivery.GONE);
        assertThat(mailbox.close()).isEmpty();
        assertThatThrownBy(() -> mailbox.receive(0)).isInstanceOf(NetworkingException.class);
    }

    @Test
    void anAlarmThatIsTooEarlyIsSetAnew() throws Exception {
        long began = System.nanoTime();
        CompletableFuture<List<LuaValue>> first = mailbox.receive(TimeUnit.MILLISECONDS.toNanos(40));
        send(parcel(1));
        assertThat(number(first)).isEqualTo(1);
        CompletableFuture<List<LuaValue>> second = mailbox.receive(TimeUnit.MILLISECONDS.toNanos(120));
        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(Alarm.TIMEOUT);
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(120));
        CompletableFuture<List<LuaValue>> slow = mailbox.receive(TimeUnit.HOURS.toNanos(1));
        slow.cancel(true);
        assertThat(mailbox.receive(1).get(20, TimeUnit.SECONDS)).isEqualTo(Alarm.TIMEOUT);
    }
}
