// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.luarium.value.LuaString;
import org.luarium.value.LuaValue;
import org.luarium.value.LuaValueException;
import org.luarium.vm.HostModule;

/** What a VM sees as {@code net}. All functions answer later, if only a moment, so that no thread is needed for them. */
final class NetModule {
    private static final String HOST = "host:";
    private static final double REQUEST_SECONDS = 30;
    private static final double NANOS = 1e9;
    private static final List<LuaValue> DONE = List.of(LuaValue.of(true));

    private final MessageHost host;
    private final Mailbox own;

    private NetModule(MessageHost host, Mailbox own) {
        this.host = host;
        this.own = own;
    }

    static HostModule of(MessageHost host, Mailbox own) {
        NetModule net = new NetModule(host, own);
        return HostModule.builder()
                .asynchronous("id", (vm, arguments) -> now(List.of(LuaValue.of(own.name()))))
                .asynchronous("send", (vm, arguments) -> now(net.send(arguments)))
                .asynchronous("receive", (vm, arguments) -> net.receive(arguments))
                .asynchronous("request", (vm, arguments) -> net.request(arguments))
                .asynchronous("reply", (vm, arguments) -> now(net.reply(arguments)))
                .asynchronous("broadcast", (vm, arguments) -> now(net.broadcast(arguments)))
                .asynchronous("subscribe", (vm, arguments) -> now(net.subscribe(arguments)))
                .asynchronous("unsubscribe", (vm, arguments) -> now(net.unsubscribe(arguments)))
                .build();
    }

    private static CompletableFuture<List<LuaValue>> now(List<LuaValue> values) {
        return CompletableFuture.completedFuture(values);
    }

    private static List<LuaValue> problem(String text) {
        return List.of(LuaValue.nil(), LuaValue.of(text));
    }

    private static List<LuaValue> result(Delivery delivery) {
        return delivery.isDone() ? DONE : problem(delivery.kind().problem);
    }

    private List<LuaValue> send(List<LuaValue> arguments) {
        String vm = text("net.send", arguments, 0, "the id of a VM");
        return result(host.deliver(vm, own.name(), message("net.send", arguments), null));
    }

    private CompletableFuture<List<LuaValue>> receive(List<LuaValue> arguments) {
        return own.receive(nanos("net.receive", arguments, 0, Double.POSITIVE_INFINITY));
    }

    private CompletableFuture<List<LuaValue>> request(List<LuaValue> arguments) {
        String vm = text("net.request", arguments, 0, "the id of a VM, or host: and the name of a handler");
        Parcel parcel = message("net.request", arguments);
        long nanos = nanos("net.request", arguments, 2, REQUEST_SECONDS);
        if (vm.equals(own.name())) {
            return now(problem("a VM cannot answer itself"));
        }
        VmAsker asker = new VmAsker(own.frameBytes());
        CompletableFuture<List<LuaValue>> end = asker.end();
        if (nanos != Long.MAX_VALUE) {
            own.alarm().set(end, nanos);
            CompletableFuture<?> unused =
                    end.whenComplete((answer, problem) -> own.alarm().forget(end));
        }
        if (vm.startsWith(HOST)) {
            String problem = host.handlers().ask(vm.substring(HOST.length()), own, parcel, asker);
            if (!problem.isEmpty()) {
                end.complete(problem(problem));
            }
        } else {
            Delivery delivery = host.deliver(vm, own.name(), parcel, asker);
            if (!delivery.isDone()) {
                end.complete(result(delivery));
            }
        }
        return end;
    }

    private List<LuaValue> reply(List<LuaValue> arguments) {
        long number;
        try {
            number = argument(arguments, 0).asLong();
        } catch (LuaValueException e) {
            throw wrong(
                    "net.reply", "the number of a request, which net.receive gave as its fourth value", arguments, 0);
        }
        Asker asker = own.asker(number);
        if (asker == null) {
            return problem("nobody waits for that");
        }
        Parcel answer;
        try {
            answer = Parcel.answer(argument(arguments, 1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("net.reply: " + e.getMessage(), e);
        }
        if (answer.frameBytes() > asker.frameBytes()) {
            return problem(Delivery.Kind.TOO_LARGE.problem);
        }
        return asker.answer(answer) ? DONE : problem("nobody waits for that");
    }

    private List<LuaValue> broadcast(List<LuaValue> arguments) {
        String channel = channel("net.broadcast", arguments);
        int receivers = host.topics().publish(channel, own.name(), message("net.broadcast", arguments), own);
        return List.of(LuaValue.of(receivers));
    }

    private List<LuaValue> subscribe(List<LuaValue> arguments) {
        String channel = channel("net.subscribe", arguments);
        if (own.follow(channel)) {
            host.topics().add(channel, own);
            if (own.isClosed()) {
                host.topics().remove(channel, own);
            }
        }
        return DONE;
    }

    private List<LuaValue> unsubscribe(List<LuaValue> arguments) {
        String channel = channel("net.unsubscribe", arguments);
        host.topics().remove(channel, own);
        return List.of(LuaValue.of(own.unfollow(channel)));
    }

    // Arguments

    private static LuaValue argument(List<LuaValue> arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : LuaValue.nil();
    }

    private static IllegalArgumentException wrong(String function, String wanted, List<LuaValue> arguments, int index) {
        return new IllegalArgumentException(function + ": argument " + (index + 1) + " must be " + wanted + ", not "
                + argument(arguments, index).typeName());
    }

    private static String text(String function, List<LuaValue> arguments, int index, String wanted) {
        if (argument(arguments, index) instanceof LuaString text) {
            return text.asString();
        }
        throw wrong(function, wanted, arguments, index);
    }

    private static String channel(String function, List<LuaValue> arguments) {
        String name = text(function, arguments, 0, "the name of a channel");
        try {
            return Names.checkChannel(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(function + ": " + e.getMessage(), e);
        }
    }

    private static Parcel message(String function, List<LuaValue> arguments) {
        try {
            return Parcel.message(argument(arguments, 1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(function + ": " + e.getMessage(), e);
        }
    }

    /** A time in seconds; the longest there is stands for ever. */
    private static long nanos(String function, List<LuaValue> arguments, int index, double otherwise) {
        LuaValue value = argument(arguments, index);
        double seconds = otherwise;
        if (!value.isNil()) {
            try {
                seconds = value instanceof LuaString ? Double.NaN : value.asDouble();
            } catch (LuaValueException e) {
                seconds = Double.NaN;
            }
            if (!(seconds >= 0)) {
                throw wrong(function, "a time in seconds, 0 or more", arguments, index);
            }
        }
        double nanos = Math.ceil(seconds * NANOS);
        return nanos >= Long.MAX_VALUE / 2.0 ? Long.MAX_VALUE : (long) nanos;
    }
}
