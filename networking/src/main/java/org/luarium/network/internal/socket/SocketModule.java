// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.luarium.network.internal.policy.Destination;
import org.luarium.value.LuaValue;
import org.luarium.vm.HostModule;

/** The functions that the Lua side of sockets calls. All take what a hostile script passes. */
final class SocketModule {
    static final String NAME = "luarium_socket";
    private static final int MOST_SELECTED = 4_096;

    private final VmSockets vm;

    private SocketModule(VmSockets vm) {
        this.vm = vm;
    }

    /** What is done with the arguments of a call. */
    private interface Step {
        List<LuaValue> perform(Arguments arguments) throws IOException;
    }

    static HostModule of(VmSockets vm) {
        SocketModule module = new SocketModule(vm);
        HostModule.Builder builder = HostModule.builder();
        module.add(builder, "limits", arguments -> List.of(LuaValue.of(vm.chunk())));
        module.add(builder, "time", arguments -> List.of(LuaValue.of(System.currentTimeMillis() / 1e3)));
        module.add(builder, "tcp", arguments -> module.open(TcpSocket::new));
        module.add(builder, "udp", arguments -> module.open(UdpSocket::new));
        module.add(builder, "bind", module::bind);
        module.add(builder, "peer", arguments -> module.address(arguments, HostSocket::peer));
        module.add(builder, "name", arguments -> module.address(arguments, HostSocket::local));
        module.add(builder, "shutdown", module::shutdown);
        module.add(builder, "option", module::option);
        module.add(builder, "stats", module::stats);
        module.add(builder, "disconnect", module::disconnect);
        return builder.function("listen", (caller, values) -> module.listen(new Arguments(values)))
                .asynchronous("close", (caller, values) -> module.close(new Arguments(values)))
                .asynchronous("connect", (caller, values) -> module.connect(new Arguments(values)))
                .asynchronous("accept", (caller, values) -> module.accept(new Arguments(values)))
                .asynchronous("receive", (caller, values) -> module.receive(new Arguments(values)))
                .asynchronous("send", (caller, values) -> module.send(new Arguments(values)))
                .asynchronous("associate", (caller, values) -> module.associate(new Arguments(values)))
                .asynchronous("send_datagram", (caller, values) -> module.sendDatagram(new Arguments(values)))
                .asynchronous("receive_datagram", (caller, values) -> module.receiveDatagram(new Arguments(values)))
                .asynchronous("select", (caller, values) -> module.select(new Arguments(values)))
                .asynchronous("sleep", (caller, values) -> module.sleep(new Arguments(values)))
                .asynchronous("look_up", (caller, values) -> module.lookUp(new Arguments(values)))
                .asynchronous("secure", (caller, values) -> module.secure(new Arguments(values)))
                .build();
    }

    /** Adds something that does not wait. */
    private void add(HostModule.Builder builder, String name, Step step) {
        builder.function(name, (caller, values) -> perform(new Arguments(values), step));
    }

    private List<LuaValue> perform(Arguments arguments, Step step) {
        return vm.now(() -> {
            try {
                return step.perform(arguments);
            } catch (IOException e) {
                return Answers.failure(e);
            }
        });
    }

    private static CompletionStage<List<LuaValue>> at(List<LuaValue> answer) {
        return CompletableFuture.completedFuture(answer);
    }

    // Finding sockets, under the lock

    private <T extends HostSocket> Optional<T> find(Arguments arguments, Class<T> type) {
        return vm.find(arguments.whole(0)).filter(type::isInstance).map(type::cast);
    }

    /** Begins something with a socket, which may be closed. */
    private <T extends HostSocket> CompletionStage<List<LuaValue>> with(
            Arguments arguments, Class<T> type, Function<T, Operation> operation) {
        return vm.start(() -> find(arguments, type).map(operation).orElseGet(() -> new Refusal(Answers.CLOSED)));
    }

    // What does not wait

    /** How a socket is made. */
    private interface Kind {
        HostSocket make(VmSockets vm, long number);
    }

    private List<LuaValue> open(Kind kind) {
        if (!vm.hasRoom()) {
            return vm.refuse(vm.full());
        }
        HostSocket socket = kind.make(vm, vm.nextNumber());
        vm.add(socket);
        return List.of(LuaValue.of(socket.number));
    }

    private List<LuaValue> bind(Arguments arguments) throws IOException {
        String host = arguments.name(1);
        int port = arguments.port(2);
        Optional<HostSocket> found = find(arguments, HostSocket.class);
        if (found.isEmpty()) {
            return Answers.failure(Answers.CLOSED);
        }
        Optional<InetAddress> address = own(host, port, arguments.size(3));
        if (address.isEmpty()) {
            return vm.refuse("to listen at " + shown(host) + ":" + port + " is not allowed by the network policy");
        }
        InetSocketAddress place = new InetSocketAddress(address.get(), port);
        if (found.get() instanceof TcpSocket tcp && !tcp.isBound() && tcp.stream() == null) {
            tcp.bind(place);
        } else if (found.get() instanceof UdpSocket udp && !udp.isBound()) {
            udp.bind(place);
        } else {
            return Answers.failure("invalid argument");
        }
        return Answers.DONE;
    }

    /** The address where a VM may listen. What LuaSocket calls {@code *} is all that is allowed: every interface or this machine. */
    private Optional<InetAddress> own(String host, int port, int family) {
        List<String> hosts = !host.equals("*")
                ? List.of(host)
                : family == 6 ? List.of("::", "::1") : List.of("0.0.0.0", "127.0.0.1");
        return hosts.stream()
                .flatMap(one -> Destination.parse(one).stream())
                .flatMap(one -> one.addresses().stream())
                .filter(one -> vm.rules().mayBind(one, port))
                .findFirst();
    }

    private static String shown(String host) {
        return Destination.parse(host).map(Destination::name).orElse("*");
    }

    private List<LuaValue> listen(Arguments arguments) {
        List<InetSocketAddress> place = new ArrayList<>();
        List<LuaValue> answer = perform(arguments, checked -> {
            Optional<TcpSocket> socket = find(checked, TcpSocket.class).filter(TcpSocket::isBound);
            if (socket.isEmpty()) {
                return Answers.failure("invalid argument");
            }
            socket.get().listen();
            Optional.ofNullable(socket.get().local()).ifPresent(place::add);
            return Answers.DONE;
        });
        place.forEach(one -> vm.host().tellListening(vm.id(), one.getPort()));
        return answer;
    }

    private List<LuaValue> address(Arguments arguments, Function<HostSocket, @Nullable InetSocketAddress> which) {
        Optional<InetSocketAddress> address =
                find(arguments, HostSocket.class).flatMap(one -> Optional.ofNullable(which.apply(one)));
        return address.map(one -> List.of(LuaValue.of(one.getAddress().getHostAddress()), LuaValue.of(one.getPort())))
                .orElseGet(() -> Answers.failure("socket is not connected"));
    }

    private List<LuaValue> shutdown(Arguments arguments) throws IOException {
        Optional<TcpSocket> socket = find(arguments, TcpSocket.class);
        if (socket.isPresent()) {
            socket.get().shutdown(arguments.flag(1));
        }
        return Answers.DONE;
    }

    private List<LuaValue> option(Arguments arguments) throws IOException {
        String name = arguments.name(1);
        long value = arguments.whole(2);
        Optional<HostSocket> socket = find(arguments, HostSocket.class);
        boolean known = socket.isPresent()
                && (socket.get() instanceof TcpSocket tcp
                        ? tcp.option(name, value)
                        : socket.get() instanceof UdpSocket udp && udp.option(name, value));
        return List.of(LuaValue.of(known));
    }

    private List<LuaValue> stats(Arguments arguments) {
        return find(arguments, HostSocket.class)
                .map(one -> List.of(LuaValue.of(one.received()), LuaValue.of(one.sent()), LuaValue.of(one.age())))
                .orElseGet(() -> Answers.failure(Answers.CLOSED));
    }

    private List<LuaValue> disconnect(Arguments arguments) throws IOException {
        Optional<UdpSocket> socket = find(arguments, UdpSocket.class);
        if (socket.isPresent()) {
            socket.get().disconnect();
        }
        return Answers.DONE;
    }

    // What waits

    private CompletionStage<List<LuaValue>> close(Arguments arguments) {
        List<LuaValue> done = perform(arguments, each -> {
            vm.find(each.whole(0)).ifPresent(vm::remove);
            return Answers.DONE;
        });
        return vm.host().reactor().letGo().thenApply(unused -> done);
    }

    private CompletionStage<List<LuaValue>> to(
            Arguments arguments, int hostIndex, Function<Destination, CompletionStage<List<LuaValue>>> work) {
        return Destination.parse(arguments.name(hostIndex))
                .map(work)
                .orElseGet(() -> at(Answers.failure(Answers.UNKNOWN_HOST)));
    }

    private CompletionStage<List<LuaValue>> connect(Arguments arguments) {
        int port = arguments.port(2);
        int family = arguments.size(3);
        Patience patience = arguments.patience(4);
        return to(
                arguments,
                1,
                host -> with(
                        arguments,
                        TcpSocket.class,
                        socket -> socket.isConnected()
                                ? new Refusal("already connected")
                                : new Connect(socket, host, port, family, patience)));
    }

    private CompletionStage<List<LuaValue>> accept(Arguments arguments) {
        Patience patience = arguments.patience(1);
        return with(arguments, TcpSocket.class, socket -> new Accept(socket, patience));
    }

    private CompletionStage<List<LuaValue>> receive(Arguments arguments) {
        int most = arguments.size(1);
        Patience patience = arguments.patience(2);
        return with(arguments, TcpSocket.class, socket -> new Receive(socket, most, patience));
    }

    private CompletionStage<List<LuaValue>> send(Arguments arguments) {
        byte[] data = arguments.bytes(1);
        Patience patience = arguments.patience(2);
        return with(
                arguments,
                TcpSocket.class,
                socket -> socket.stream() == null ? new Refusal(Answers.CLOSED) : new Send(socket, data, patience));
    }

    /** Connects a socket for datagrams. */
    private CompletionStage<List<LuaValue>> associate(Arguments arguments) {
        int port = arguments.port(2);
        return to(
                arguments,
                1,
                host -> with(
                        arguments,
                        UdpSocket.class,
                        socket -> new Associate(socket, new Checked(vm, host, port, arguments.size(3), true))));
    }

    private CompletionStage<List<LuaValue>> sendDatagram(Arguments arguments) {
        byte[] data = arguments.bytes(1);
        Patience patience = arguments.patience(2);
        if (arguments.isMissing(4)) {
            return with(
                    arguments,
                    UdpSocket.class,
                    socket -> socket.isBound()
                            ? new SendDatagram(socket, data, null, patience)
                            : new Refusal("destination address required"));
        }
        int port = arguments.port(5);
        return to(
                arguments,
                4,
                host -> with(
                        arguments,
                        UdpSocket.class,
                        socket -> new SendDatagram(socket, data, new Checked(vm, host, port, 0, true), patience)));
    }

    private CompletionStage<List<LuaValue>> receiveDatagram(Arguments arguments) {
        int most = arguments.size(1);
        Patience patience = arguments.patience(2);
        return with(arguments, UdpSocket.class, socket -> new ReceiveDatagram(socket, most, patience));
    }

    private CompletionStage<List<LuaValue>> select(Arguments arguments) {
        List<Long> reading = arguments.numbers(0);
        List<Long> writing = arguments.numbers(1);
        Patience patience = Patience.ofSeconds(arguments.number(2), arguments.number(2));
        if (reading.size() + writing.size() > MOST_SELECTED) {
            throw new IllegalArgumentException("too many sockets; select " + MOST_SELECTED + " at most");
        }
        return vm.start(() -> new Select(known(reading), known(writing), patience));
    }

    private List<HostSocket> known(List<Long> numbers) {
        return numbers.stream().flatMap(one -> vm.find(one).stream()).toList();
    }

    private CompletionStage<List<LuaValue>> sleep(Arguments arguments) {
        Patience patience = Patience.ofSeconds(arguments.number(0), arguments.number(0));
        return vm.start(() -> new Pause(patience));
    }

    private CompletionStage<List<LuaValue>> lookUp(Arguments arguments) {
        boolean reverse = arguments.flag(1);
        return to(arguments, 0, host -> vm.start(() -> new LookUp(vm, host, reverse)));
    }

    private CompletionStage<List<LuaValue>> secure(Arguments arguments) {
        Patience patience = arguments.patience(2);
        return to(
                arguments,
                1,
                host -> with(arguments, TcpSocket.class, socket -> {
                    SocketChannel channel = socket.stream();
                    if (channel == null || !socket.isConnected()) {
                        return new Refusal("socket is not connected");
                    }
                    TlsStream stream = socket.tls();
                    if (stream == null) {
                        try {
                            stream = new TlsStream(socket, channel, engine(host.name()));
                        } catch (NoSuchAlgorithmException e) {
                            return new Refusal("TLS is not available: " + e.getMessage());
                        }
                        socket.secure(stream);
                    }
                    return new Handshake(stream, patience);
                }));
    }

    private SSLEngine engine(String host) throws NoSuchAlgorithmException {
        SSLEngine engine = vm.host().tls().createSSLEngine(host, -1);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }
}
