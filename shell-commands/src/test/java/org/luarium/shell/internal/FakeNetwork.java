// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.luarium.network.Channel;
import org.luarium.network.ChannelInfo;
import org.luarium.network.ClientOptions;
import org.luarium.network.ClusterOptions;
import org.luarium.network.HeartbeatOptions;
import org.luarium.network.Message;
import org.luarium.network.MessageHandler;
import org.luarium.network.NetworkPolicy;
import org.luarium.network.NetworkTask;
import org.luarium.network.NetworkTaskInfo;
import org.luarium.network.NetworkTaskInfo.State;
import org.luarium.network.PeerOptions;
import org.luarium.network.ServerOptions;
import org.luarium.network.SocketInfo;
import org.luarium.network.VmNetwork;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Usage;

/** A network without VMs, which notes what it is asked for. */
final class FakeNetwork implements VmNetwork {
    final List<Object> asked = new ArrayList<>();
    final List<FakeTask> tasks = new CopyOnWriteArrayList<>();

    /** A task that listens on port 2000 and has printed one line; ends when it is told to. */
    static final class FakeTask implements NetworkTask {
        final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();
        private final String vm;
        private final Kind kind;
        volatile boolean stopped;

        FakeTask(String vm, Kind kind) {
            this.vm = vm;
            this.kind = kind;
        }

        void end() {
            result.complete(ExecutionResult.builder(vm, Outcome.OK)
                    .usage(new Usage(Duration.ZERO, Duration.ZERO, 0))
                    .build());
        }

        @Override
        public String vm() {
            return vm;
        }

        @Override
        public NetworkTaskInfo info() {
            State state = stopped ? State.STOPPED : result.isDone() ? State.DONE : State.RUNNING;
            return new NetworkTaskInfo(vm, kind, state, 2000, "test", Instant.EPOCH, "one \u001b[2Jline");
        }

        @Override
        public CompletionStage<Integer> listening() {
            return CompletableFuture.completedFuture(2000);
        }

        @Override
        public CompletionStage<ExecutionResult> result() {
            return result;
        }

        @Override
        public String output() {
            return "one line\n";
        }

        @Override
        public AutoCloseable follow(Consumer<String> lines) {
            lines.accept("one line");
            return () -> {};
        }

        @Override
        public void stop() {
            stopped = true;
            end();
        }
    }

    private FakeTask started(String vm, NetworkTask.Kind kind, Object options) {
        asked.add(options);
        FakeTask task = new FakeTask(vm, kind);
        tasks.add(task);
        return task;
    }

    private FakeTask ended(String vm, NetworkTask.Kind kind, Object options) {
        FakeTask task = started(vm, kind, options);
        task.end();
        return task;
    }

    @Override
    public NetworkPolicy policy() {
        return new NetworkPolicy(List.of("vm:*", "*:443"), List.of(), 9, 5, 1 << 20, 0);
    }

    @Override
    public List<SocketInfo> sockets() {
        return List.of(new SocketInfo(
                "a",
                3,
                SocketInfo.Kind.TCP,
                SocketInfo.State.HALF_CLOSED,
                "127.0.0.1:1",
                "evil\u001b[2J:1",
                2048,
                1,
                Instant.EPOCH));
    }

    @Override
    public List<ChannelInfo> channels() {
        return List.of(new ChannelInfo("news", List.of("a", "host:x"), 7, 1));
    }

    @Override
    public Channel channel(String name) {
        return new Channel() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int publish(LuaValue message) {
                asked.add(name + " " + message);
                return 2;
            }

            @Override
            public void subscribe(Flow.Subscriber<? super Message> subscriber) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    public void send(String vm, LuaValue message) {
        asked.add("VM " + vm + " " + message);
    }

    @Override
    public CompletionStage<LuaValue> request(String vm, LuaValue message, Duration wait) {
        asked.add("VM " + vm + " " + message + " " + wait);
        return CompletableFuture.completedFuture(LuaValue.of(42));
    }

    @Override
    public AutoCloseable serve(String name, MessageHandler handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NetworkTask startServer(String vm, ServerOptions options) {
        return started(vm, NetworkTask.Kind.SERVER, options);
    }

    @Override
    public NetworkTask startClient(String vm, ClientOptions options) {
        return ended(vm, NetworkTask.Kind.CLIENT, options);
    }

    @Override
    public NetworkTask startPeer(String vm, PeerOptions options) {
        return started(vm, NetworkTask.Kind.PEER, options);
    }

    @Override
    public NetworkTask startEchoServer(String vm, ServerOptions options) {
        return started(vm, NetworkTask.Kind.ECHO, options);
    }

    @Override
    public NetworkTask startHeartbeatClient(String vm, HeartbeatOptions options) {
        return ended(vm, NetworkTask.Kind.HEARTBEAT, options);
    }

    @Override
    public NetworkTask startHttpClient(String vm, URI address, Duration patience) {
        return ended(vm, NetworkTask.Kind.HTTP, address + " " + patience);
    }

    @Override
    public List<NetworkTask> startCluster(List<String> vms, ClusterOptions options) {
        return vms.stream()
                .map(vm -> (NetworkTask) started(vm, NetworkTask.Kind.PEER, options))
                .toList();
    }

    @Override
    public List<NetworkTask> tasks() {
        return List.copyOf(tasks);
    }
}
