// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.sample;

import java.io.File;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.luarium.extension.spi.ExtensionContext;
import org.luarium.extension.spi.ExtensionLifecycle;
import org.luarium.extension.spi.StateTransfer;

/** The extension of tests. */
public final class CalculatorExtension implements Calculator, ExtensionLifecycle, StateTransfer {
    private final ExtensionContext context;
    private String state = "new";

    public CalculatorExtension(ExtensionContext context) {
        this.context = context;
    }

    @Override
    public void beforeLoad(ExtensionContext given) {
        context.emit("hook", "beforeLoad");
        fail("beforeLoad");
    }

    @Override
    public void onLoaded(ExtensionContext given) {
        context.emit("hook", "onLoaded");
        fail("onLoaded");
    }

    @Override
    public void onStop() {
        context.emit("hook", "onStop");
    }

    private void fail(String hook) {
        if (hook.equals(context.settings().get("fail"))) {
            throw new IllegalStateException(hook + " fails as it was told");
        }
    }

    @Override
    public int add(int a, int b) {
        return a + b;
    }

    @Override
    public CompletableFuture<Integer> later(int value, int millis) {
        return CompletableFuture.supplyAsync(
                () -> value, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    }

    @Override
    public int apply(IntUnaryOperator function, int value) {
        return function.applyAsInt(value);
    }

    @Override
    public String lookUp(String key) {
        return context.service(Dictionary.class).find(key);
    }

    @Override
    public void exit(int code) {
        System.err.println("leaving with " + code);
        System.exit(code);
    }

    @Override
    public int generation() {
        return context.generation();
    }

    @Override
    public String attempt(String what, String argument) throws Exception {
        return switch (what) {
            case "read" -> Files.readString(Path.of(argument));
            case "write" -> Files.writeString(Path.of(argument), "x").toString();
            case "list" ->
                String.join(
                        ",", Arrays.stream(new File(argument).list()).sorted().toList());
            case "connect" -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(argument))) {
                    yield "connected to " + socket.getPort();
                }
            }
            case "allocate" -> Integer.toString(new byte[Integer.parseInt(argument)].length);
            case "print" -> {
                System.out.println(argument);
                yield "printed";
            }
            case "class" -> Class.forName(argument).getName();
            case "state" -> {
                String before = state;
                state = argument;
                yield before;
            }
            case "folder" -> context.folder().toString();
            case "log" -> {
                context.logger().log(System.Logger.Level.WARNING, argument);
                yield "logged";
            }
            case "emit" -> {
                context.emit(argument, java.util.List.of(1, "two"));
                yield "emitted";
            }
            default -> throw new IllegalArgumentException(what);
        };
    }

    @Override
    public byte[] snapshotState() {
        return state.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void restoreState(byte[] given) {
        state = new String(given, java.nio.charset.StandardCharsets.UTF_8);
    }
}
