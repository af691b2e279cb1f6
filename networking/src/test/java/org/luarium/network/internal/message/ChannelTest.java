// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.luarium.network.Channel;
import org.luarium.network.ChannelInfo;
import org.luarium.network.Message;
import org.luarium.value.LuaValue;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/** Channels as bundles see them, by the rules of Flow. */
class ChannelTest {
    private final MessageHost messages = new MessageHost(new MessageLimits(10, 10_000, 4, 10_000, 4, 100_000));
    private final Channel channel = messages.channel("lab.news", "host:test");

    @AfterEach
    void stop() {
        messages.close();
    }

    /** Notes what it is told, and requests nothing by itself. */
    private static class Listener implements Flow.Subscriber<Message> {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        final AtomicInteger inside = new AtomicInteger();
        volatile Flow.Subscription subscription = new Flow.Subscription() {
            @Override
            public void request(long more) {}

            @Override
            public void cancel() {}
        };

        @Override
        public void onSubscribe(Flow.Subscription mine) {
            subscription = mine;
        }

        @Override
        public void onNext(Message message) {
            if (inside.incrementAndGet() != 1) {
                heard.add("two at a time");
            }
            heard.add(message.value().display() + (message.missed() == 0 ? "" : " after " + message.missed()));
            inside.decrementAndGet();
        }

        @Override
        public void onError(Throwable problem) {
            heard.add(problem.getClass().getSimpleName());
        }

        @Override
        public void onComplete() {
            heard.add("complete");
        }

        String next() throws InterruptedException {
            String text = heard.poll(20, TimeUnit.SECONDS);
            return text == null ? "nothing" : text;
        }

        void hearsNothingElse() throws InterruptedException {
            assertThat(heard.poll(50, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    private Listener listener() {
        Listener listener = new Listener();
        channel.subscribe(listener);
        return listener;
    }

    private void publish(int from, int to) {
        for (int i = from; i <= to; i++) {
            channel.publish(LuaValue.of(i));
        }
    }

    @Test
    void tellsAsManyAsWereRequested() throws Exception {
        Listener listener = listener();
        publish(1, 3);
        listener.hearsNothingElse();
        listener.subscription.request(1);
        assertThat(listener.next()).isEqualTo("1");
        listener.hearsNothingElse();
        listener.subscription.request(Long.MAX_VALUE);
        listener.subscription.request(Long.MAX_VALUE);
        assertThat(listener.next()).isEqualTo("2");
        assertThat(listener.next()).isEqualTo("3");
        publish(4, 4);
        assertThat(listener.next()).isEqualTo("4");
    }

    @Test
    void whoIsTooSlowLosesTheOldestAndHearsHowMany() throws Exception {
        Listener listener = listener();
        publish(1, 10);
        listener.subscription.request(10);
        assertThat(listener.next()).isEqualTo("7 after 6");
        assertThat(listener.next()).isEqualTo("8");
        assertThat(messages.channels()).containsExactly(new ChannelInfo("lab.news", List.of("host:test"), 10, 6));
    }

    @Test
    void cancellingEndsItAtOnce() throws Exception {
        Listener listener = listener();
        assertThat(channel.publish(LuaValue.of(1))).isEqualTo(1);
        listener.subscription.cancel();
        listener.subscription.cancel();
        listener.subscription.request(5);
        assertThat(channel.publish(LuaValue.of(2))).isZero();
        listener.hearsNothingElse();
        assertThat(messages.channels()).isEmpty();
        assertThat(messages.waitingBytes()).isZero();
    }

    @Test
    void requestsOfNothingAreErrors() throws Exception {
        Listener listener = listener();
        listener.subscription.request(0);
        assertThat(listener.next()).isEqualTo("IllegalArgumentException");
        listener.subscription.request(1);
        publish(1, 1);
        listener.hearsNothingElse();
        assertThat(messages.channels()).isEmpty();
    }

    @Test
    void callsOneAtATimeInOrder() throws Exception {
        MessageHost many = new MessageHost(MessageLimits.defaults());
        Channel busy = many.channel("busy", "host:test");
        Listener listener = new Listener() {
            @Override
            public void onNext(Message message) {
                super.onNext(message);
                subscription.request(1);
            }
        };
        busy.subscribe(listener);
        listener.subscription.request(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 50; i++) {
                    busy.publish(LuaValue.of(i));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        int[] seen = new int[50];
        for (int i = 0; i < 200; i++) {
            seen[Integer.parseInt(listener.next())]++;
        }
        assertThat(seen).containsOnly(4);
        many.close();
    }

    @Test
    void twoSubscribersHearTheSameOrder() throws Exception {
        Listener one = listener();
        Listener two = listener();
        one.subscription.request(100);
        two.subscription.request(100);
        publish(1, 3);
        for (int i = 1; i <= 3; i++) {
            assertThat(one.next()).isEqualTo("" + i);
            assertThat(two.next()).isEqualTo("" + i);
        }
    }

    @Test
    void aSubscriberThatFailsGetsNoMore() throws Exception {
        Listener listener = new Listener() {
            @Override
            public void onNext(Message message) {
                super.onNext(message);
                throw new IllegalStateException("broken");
            }
        };
        channel.subscribe(listener);
        listener.subscription.request(10);
        publish(1, 1);
        assertThat(listener.next()).isEqualTo("1");
        while (!messages.channels().isEmpty()) {
            Thread.onSpinWait();
        }
        publish(2, 2);
        listener.hearsNothingElse();
    }

    @Test
    void aSubscriberThatBlocksHoldsUpNobody() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Listener slow = new Listener() {
            @Override
            public void onNext(Message message) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        channel.subscribe(slow);
        slow.subscription.request(1);
        Listener quick = listener();
        quick.subscription.request(1);
        publish(1, 1);
        assertThat(quick.next()).isEqualTo("1");
        go.countDown();
    }

    @Test
    void endsWithTheBundleAndWithTheService() throws Exception {
        Listener mine = listener();
        Listener other = new Listener();
        messages.channel("lab.news", "host:other").subscribe(other);
        messages.release("host:test");
        assertThat(mine.next()).isEqualTo("complete");
        messages.close();
        assertThat(other.next()).isEqualTo("complete");
        assertThat(messages.channels()).isEmpty();
        Listener late = listener();
        assertThat(late.next()).isEqualTo("complete");
    }

    @Test
    void namesAndMessagesAreChecked() {
        for (String name : List.of("", "a b", "a..b", ".a", "a/b", "x".repeat(300))) {
            assertThatThrownBy(() -> messages.channel(name, "host:test")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> channel.publish(LuaValue.nil())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isPostedAsEventsWhereThatIsWanted() throws Exception {
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        EventAdmin admin = new EventAdmin() {
            @Override
            public void postEvent(Event event) {
                events.add(event);
            }

            @Override
            public void sendEvent(Event event) {
                throw new UnsupportedOperationException("would wait");
            }
        };
        channel.subscribe(new EventPoster(admin, subscription -> {}));
        channel.publish(LuaValue.from(List.of("a", 1)));
        Event event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        assertThat(event.getTopic()).isEqualTo("org/luarium/network/lab/news");
        assertThat(event.getProperty("from")).isEqualTo("host:test");
        assertThat(event.getProperty("value")).isEqualTo(List.of("a", 1L));
    }

    @Test
    void vmsAndBundlesMeetOnIt() throws Exception {
        try (NetworkedHost host = new NetworkedHost()) {
            Channel shared = host.messages().channel("all", "host:test");
            Listener listener = new Listener();
            shared.subscribe(listener);
            listener.subscription.request(10);
            var a = host.create("a");
            var b = host.create("b");
            a.execute("net.subscribe('all')").orThrow();
            assertThat(b.execute("net.subscribe('all') net.subscribe('all') return net.broadcast('all', 'from b')")
                            .value()
                            .asLong())
                    .as("all but itself")
                    .isEqualTo(2);
            assertThat(listener.next()).isEqualTo("from b");
            assertThat(shared.publish(LuaValue.of("from java"))).isEqualTo(3);
            assertThat(a.execute("local t = {} for i = 1, 2 do t[i] = table.concat({net.receive()}, ',') end"
                                    + " return table.concat(t, ';')")
                            .value()
                            .asString())
                    .isEqualTo("from b,b,all;from java,host:test,all");
            assertThat(host.messages().channels().get(0).subscribers()).containsExactly("a", "b", "host:test");
            a.close();
            assertThat(b.execute("return net.unsubscribe('all'), net.unsubscribe('all'), net.receive(0)")
                            .values())
                    .startsWith(LuaValue.of(true), LuaValue.of(false), LuaValue.nil());
            assertThat(shared.publish(LuaValue.of("last"))).isEqualTo(1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
