// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.sample;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.luarium.extension.spi.ExtensionContext;
import org.luarium.extension.spi.ExtensionLifecycle;

/** Its hooks do what its settings say. */
public final class UnrulyExtension implements Unruly, ExtensionLifecycle {
    private static final List<Object> HELD = new ArrayList<>();

    private final ExtensionContext context;

    public UnrulyExtension(ExtensionContext context) {
        this.context = context;
        hook("created");
    }

    @Override
    public void beforeLoad(ExtensionContext given) {
        hook("beforeLoad");
    }

    @Override
    public void onLoaded(ExtensionContext given) {
        hook("onLoaded");
    }

    @Override
    public void onStop() {
        hook("onStop");
    }

    private void hook(String name) {
        switch (context.settings().getOrDefault(name, "nothing")) {
            case "tell" -> context.service(Dictionary.class).find(name + " " + context.generation());
            case "emit" -> context.emit("hook", name + " " + context.generation());
            case "fail" -> throw new IllegalStateException(name + " fails as it was told");
            case "hang" -> hang();
            case "hangOnExit" -> Runtime.getRuntime().addShutdownHook(new Thread(UnrulyExtension::hang));
            case "exit" -> {
                System.err.println(name + " ends it");
                Runtime.getRuntime().halt(9);
            }
            default -> {
                // Nothing was said about this hook.
            }
        }
    }

    private static void hang() {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                // It does not listen.
            }
        }
    }

    @Override
    public String act(String what, String argument) throws Exception {
        return switch (what) {
            case "generation" -> Integer.toString(context.generation());
            case "folder" -> context.folder().toString();
            case "files" -> {
                try (var files = Files.list(Path.of(argument))) {
                    yield files.map(file -> file.getFileName().toString())
                            .sorted()
                            .toList()
                            .toString();
                }
            }
            case "read" -> Files.readString(Path.of(argument));
            case "write" -> Files.writeString(Path.of(argument), "written").toString();
            case "property" -> System.getProperty(argument);
            case "showLoader" -> {
                // For the host, where that is the same JVM.
                System.getProperties()
                        .put(argument, new WeakReference<>(getClass().getClassLoader()));
                yield "shown";
            }
            case "connect" -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(argument))) {
                    yield "connected to " + socket.getPort();
                }
            }
            case "allocate" -> {
                for (int i = 0; i < Integer.parseInt(argument); i++) {
                    HELD.add(new byte[1 << 20]);
                }
                yield "allocated";
            }
            case "collect" -> {
                System.gc();
                yield "collected";
            }
            case "spin" -> {
                long count = 0;
                while (!argument.equals(Long.toString(count))) {
                    count += count < 0 ? 2 : 1;
                }
                yield "done";
            }
            case "open" -> {
                int opened = 0;
                try {
                    for (int i = 0; i < Integer.parseInt(argument); i++) {
                        HELD.add(new FileInputStream("/dev/null"));
                        opened++;
                    }
                } catch (IOException e) {
                    yield opened + " " + e.getMessage();
                }
                yield opened + " opened";
            }
            case "threads" -> {
                int started = 0;
                try {
                    for (int i = 0; i < Integer.parseInt(argument); i++) {
                        Thread thread = new Thread(UnrulyExtension::hang);
                        thread.setDaemon(true);
                        thread.start();
                        started++;
                    }
                } catch (OutOfMemoryError e) {
                    yield started + " refused";
                }
                yield started + " started";
            }
            case "die" -> {
                System.err.println(argument);
                Runtime.getRuntime().halt(7);
                yield "dead";
            }
            case "print" -> {
                System.out.println(argument);
                yield "printed";
            }
            case "log" -> {
                context.logger().log(System.Logger.Level.valueOf(argument.split(" ", 2)[0]), argument);
                yield "logged";
            }
            case "emit" -> {
                for (int i = 0; i < Integer.parseInt(argument); i++) {
                    context.emit("number", i);
                }
                yield "emitted";
            }
            case "emitMap" -> {
                context.emit(argument, Map.of("list", List.of(1, "two", 3.5)));
                yield "emitted";
            }
            case "emitThread" -> {
                context.emit(argument, Thread.currentThread());
                yield "emitted";
            }
            case "ask" -> context.service(Dictionary.class).find(argument);
            case "askSecret" -> context.service(Unruly.class).act("", argument);
            default -> throw new IllegalArgumentException(what);
        };
    }

    @Override
    public String back(Callback callback, String argument) {
        return callback.call(argument);
    }

    @Override
    public CompletableFuture<String> never() {
        return new CompletableFuture<>();
    }
}
