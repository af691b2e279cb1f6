// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.luarium.core.internal.process.Folders;

/** What attacks are after: a secret, files, a process, somebody who listens. It sees whether they were reached. */
final class AttackScene implements AutoCloseable {
    static final String TOKEN = "SECRET_TOKEN";
    static final String CANARY = "CANARY-env";
    private static final Set<String> PRECIOUS = Set.of("precious", "precious2");

    private final Path folder;
    private final Path secret;
    private final Path host;
    private final Path scratch;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final List<DatagramChannel> receivers = new ArrayList<>();
    private final int port;
    private final Optional<String> library;
    private Process victim;

    AttackScene(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        open(folder);
        secret = Files.writeString(folder.resolve("secret"), "x CANARY_file");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        host = Files.createDirectories(folder.resolve("host"));
        scratch = Files.createDirectories(folder.resolve("scratch"));
        open(host);
        open(scratch);
        victim = startVictim();
        port = listen();
        library = compile();
        reset();
    }

    private static void open(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static Process startVictim() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "600");
        builder.environment().put(TOKEN, CANARY);
        return builder.start();
    }

    /** Where attacks connect to: two addresses of the loopback, by TCP and UDP. */
    private int listen() throws IOException {
        ServerSocketChannel first = ServerSocketChannel.open();
        first.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        int chosen = ((InetSocketAddress) first.getLocalAddress()).getPort();
        ServerSocketChannel second = ServerSocketChannel.open();
        second.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), chosen));
        listeners.addAll(List.of(first, second));
        for (ServerSocketChannel each : listeners) {
            each.configureBlocking(false);
            DatagramChannel receiver = DatagramChannel.open();
            receiver.bind(each.getLocalAddress());
            receiver.configureBlocking(false);
            receivers.add(receiver);
        }
        return chosen;
    }

    /** A shared library that could be loaded as a module, where there is a compiler. */
    private Optional<String> compile() throws IOException {
        Path source = Files.writeString(folder.resolve("evil.c"), """
                extern const char *lua_pushstring(void *, const char *);
                int luaopen_evil(void *state) { lua_pushstring(state, "NATIVE-RAN"); return 1; }
                """);
        Path made = folder.resolve("evil.so");
        try {
            Process compiler = new ProcessBuilder(
                            "gcc", "-shared", "-fPIC", "-s", "-o", made.toString(), source.toString())
                    .inheritIO()
                    .start();
            return compiler.waitFor(30, TimeUnit.SECONDS) && compiler.exitValue() == 0
                    ? Optional.of(HexFormat.of().formatHex(Files.readAllBytes(made)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    boolean hasLibrary() {
        return library.isPresent();
    }

    /** Whether there is room for what fills a disk. */
    boolean hasRoom() throws IOException {
        return Files.getFileStore(scratch).getUsableSpace() > 8L << 30;
    }

    /** The attack against this scene; without a {@code /tmp} of its own it gets a scratch folder for one. */
    String aim(CorpusAttack attack, boolean sharedFiles) throws IOException {
        String code = attack.code();
        if (sharedFiles) {
            code = code.replace("/tmp/", scratch + "/").replace("os.tmpname()", "\"" + scratch + "/name\"");
        }
        return code.replace("@SECRET@", secret.toString())
                .replace("@HOSTDIR@", host.toString())
                .replace("@VICTIM@", Long.toString(victim.pid()))
                .replace("@PORT@", Integer.toString(port))
                .replace("@BIND@", Integer.toString(freePort()))
                .replace("@SO@", library.orElse(""));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What has been damaged or reached since the last reset. */
    List<String> damage() throws IOException {
        List<String> damage = new ArrayList<>();
        Set<String> files = names(host);
        PRECIOUS.stream().filter(name -> !files.contains(name)).forEach(name -> damage.add(name + " is gone"));
        files.stream().filter(name -> !PRECIOUS.contains(name)).forEach(name -> damage.add(name + " appeared"));
        if (!victim.isAlive()) {
            damage.add("the victim died");
        }
        for (ServerSocketChannel listener : listeners) {
            for (SocketChannel guest = listener.accept(); guest != null; guest = listener.accept()) {
                guest.close();
                damage.add("a connection came");
            }
        }
        for (DatagramChannel receiver : receivers) {
            ByteBuffer bytes = ByteBuffer.allocate(64);
            while (receiver.receive(bytes) != null) {
                bytes.clear();
                damage.add("a datagram came");
            }
        }
        return damage;
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            return list.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Makes everything as it was. */
    void reset() throws IOException {
        for (String name : names(host)) {
            if (!PRECIOUS.contains(name)) {
                Files.delete(host.resolve(name));
            }
        }
        for (String name : PRECIOUS) {
            if (!Files.exists(host.resolve(name))) {
                Files.writeString(host.resolve(name), "precious");
            }
        }
        if (!names(scratch).isEmpty()) {
            Folders.delete(scratch);
            open(Files.createDirectories(scratch));
        }
        if (!victim.isAlive()) {
            victim = startVictim();
        }
    }

    @Override
    public void close() throws IOException {
        victim.destroyForcibly();
        for (ServerSocketChannel listener : listeners) {
            listener.close();
        }
        for (DatagramChannel receiver : receivers) {
            receiver.close();
        }
        Folders.delete(folder);
    }
}
