// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.CallFailedException;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.NoSuchTargetException;
import org.luarium.extension.spi.RemoteExtensionException;
import org.luarium.extension.spi.ValueException;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;

/**
 * What a {@link Peer} is for another JVM, for a VM: proxies of what Lua has, and calls of what the host has lent to Lua, bound by the declared types of interfaces. Thread-safe.
 *
 * <p>What is lent with a call is taken back at its end, unless Lua keeps it.
 */
public final class LuaLink implements Caller {
    private final String name;
    private final int frameBytes;
    private final Duration callTime;
    private final Codecs codecs;
    private final References references;
    private final LuaTrees trees;
    private final LuaTransport transport;
    private final CallObserver observer;
    private final AtomicLong ids = new AtomicLong();
    private final AtomicInteger pending = new AtomicInteger();
    /** What was lent during a call, by its id. */
    private final Map<Long, List<Output>> lent = new ConcurrentHashMap<>();

    /** Interfaces by name. Two of one name cannot be told apart in Lua, which calls by the names of methods only. */
    private final Map<String, Class<?>> lentTypes = new ConcurrentHashMap<>();

    private final Set<Long> kept = new HashSet<>(); // guarded by itself

    /**
     * Creates it.
     *
     * @param options its name, the size of frames, the time of calls and the number of references
     * @param integers whether the interpreter has integers of 64 bits
     */
    public LuaLink(
            PeerOptions options, Codecs codecs, boolean integers, LuaTransport transport, CallObserver observer) {
        name = options.name();
        frameBytes = options.frameBytes();
        callTime = options.callTime();
        this.codecs = codecs;
        this.transport = transport;
        this.observer = observer;
        references = new References(this, options.references());
        trees = new LuaTrees(references, integers, type -> lentTypes.putIfAbsent(type.getName(), type));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Duration callTime() {
        return callTime;
    }

    @Override
    public void askToCollect() {
        // Lua has what it keeps until it says otherwise; there is nothing to find out.
    }

    /** Calls that were not answered yet. */
    public int pending() {
        return pending.get();
    }

    /** Objects that Lua has of the host, services aside. */
    public int lent() {
        return references.lentCount();
    }

    /** Objects of Lua that somebody has here. */
    public int borrowed() {
        return references.borrowedCount();
    }

    /** Forgets all objects. */
    public void clear() {
        references.clear();
        lent.clear();
    }

    // ---- calling Lua

    /** What stands for something in Lua. */
    public Object proxy(long target, Class<?> type) {
        return RemoteObject.proxy(this, target, codecs.remoteInterface(type), callTime);
    }

    @Override
    public @Nullable Object call(
            long target, RemoteMethod method, @Nullable Object @Nullable [] arguments, Duration time) throws Throwable {
        Conversation call = new Conversation(method.key(), method, method.result());
        CompletableFuture<List<LuaValue>> values;
        try {
            method.writeArguments(call.out, arguments, references);
            LuaTransport.Request request = call.request(target, method.name(), time);
            if (!method.async() && !method.oneWay()) {
                return call.now(request);
            }
            values = transport.callAsync(request);
        } catch (Throwable e) {
            call.end(true);
            throw e;
        }
        CompletableFuture<@Nullable Object> later = call.later(values);
        return method.oneWay() ? null : later;
    }

    /** Calls something with values of which nothing is declared. */
    public CompletableFuture<@Nullable Object> invoke(long target, String method, List<?> arguments) {
        Conversation call = new Conversation(method, null, codecs.any());
        CompletableFuture<List<LuaValue>> values;
        try {
            codecs.of(List.class).write(call.out, arguments, references);
            values = transport.callAsync(call.request(target, method, callTime));
        } catch (RuntimeException e) {
            call.end(true);
            throw e;
        }
        return call.later(values);
    }

    /** One call of Lua, from its arguments to its result. */
    private final class Conversation {
        private final long id = ids.incrementAndGet();
        private final String what;
        private final @Nullable RemoteMethod method;
        private final Codec result;
        private final Output out = new Output(frameBytes);
        private final long began = System.nanoTime();
        private long received;
        private boolean ended;

        Conversation(String what, @Nullable RemoteMethod method, Codec result) {
            this.what = what;
            this.method = method;
            this.result = result;
            pending.incrementAndGet();
            lent.put(id, new ArrayList<>(1));
        }

        LuaTransport.Request request(long target, String called, Duration time) {
            out.finish("the call of ", what);
            Input in = new Input(out.bytes(), Output.HEADER, out.size());
            List<LuaValue> arguments = new ArrayList<>();
            for (int i = in.array(); i > 0; i--) {
                arguments.add(trees.read(in));
            }
            if (method != null && method.varargs() && arguments.get(arguments.size() - 1) instanceof LuaTable last) {
                arguments.remove(arguments.size() - 1);
                arguments.addAll(last.asList());
            }
            List<LuaValue> released = new ArrayList<>(0);
            for (long each : references.takeUnused()) {
                released.add(LuaValue.of(each));
            }
            boolean objects = arguments.stream().anyMatch(LuaTable.class::isInstance);
            return new LuaTransport.Request(id, target, called, arguments, objects, released, time);
        }

        @Nullable
        Object now(LuaTransport.Request request) throws Throwable {
            try {
                Object value = value(transport.call(request));
                end(false);
                return value;
            } catch (CallFailedException e) {
                throw Failures.here(thrown(e));
            }
        }

        CompletableFuture<@Nullable Object> later(CompletableFuture<List<LuaValue>> values) {
            CompletableFuture<@Nullable Object> made = new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                    boolean now = super.cancel(mayInterruptIfRunning);
                    values.cancel(true);
                    return now;
                }
            };
            CompletableFuture<?> unused = values.whenComplete((list, failure) -> {
                Throwable problem = failure;
                Object value = null;
                try {
                    value = failure == null ? value(list) : null;
                } catch (RuntimeException e) {
                    problem = e;
                }
                end(problem != null);
                if (problem == null) {
                    made.complete(value);
                } else {
                    made.completeExceptionally(Failures.asFuture(thrown(problem)));
                }
            });
            return made;
        }

        /** What the caller gets: the first of several results, or all where a list is wanted. */
        private @Nullable Object value(List<LuaValue> values) {
            Output back = new Output(frameBytes);
            if (result == NothingCodec.INSTANCE || values.isEmpty()) {
                back.nil();
            } else if (values.size() > 1 && (result instanceof ListCodec || method == null)) {
                trees.write(back, LuaTable.ofList(values));
            } else {
                trees.write(back, values.get(0));
            }
            back.finish("the result of ", what);
            received = back.size();
            try {
                return result.read(new Input(back.bytes(), Output.HEADER, back.size()), references);
            } catch (ValueException e) {
                throw new ValueException("the result of " + what + " of " + name + ": " + e.getMessage(), e);
            }
        }

        /** What the method throws, for something that Lua has raised. */
        private Throwable thrown(Throwable failure) {
            if (failure instanceof TimeoutException) {
                return new CallTimeoutException(what + " of " + name + " was not answered within " + callTime, failure);
            }
            if (!(failure instanceof RemoteExtensionException remote)) {
                return failure;
            }
            Throwable original = remote.getCause();
            if (original != null && isDeclared(original)) {
                return original;
            }
            Throwable declared = Failures.declared(
                    method, remote.remoteType(), remote.remoteMessage().orElse(null), original);
            if (declared == null) {
                return remote;
            }
            declared.setStackTrace(remote.getStackTrace());
            return declared;
        }

        /** Whether an exception of the host, which has gone through Lua, may come out of the call. */
        private boolean isDeclared(Throwable original) {
            return original instanceof CallFailedException
                    || (method != null && method.exceptions().stream().anyMatch(type -> type.isInstance(original)));
        }

        void end(boolean failed) {
            if (ended) {
                return;
            }
            ended = true;
            pending.decrementAndGet();
            List<Output> all = lent.remove(id);
            out.undo(references);
            if (all != null) {
                synchronized (all) {
                    all.forEach(each -> each.undo(references));
                }
            }
            observer.called(what, System.nanoTime() - began, out.size(), received, failed);
        }
    }

    // ---- called by Lua

    /** Lends a service of the host for as long as the VM lives. */
    public long lend(Class<?> type, Object service) {
        lentTypes.putIfAbsent(type.getName(), type);
        return references.lendForEver(service, codecs.remoteInterface(type));
    }

    /** A call without interface or end of its own, for what Lua calls while it is loaded. */
    public long open() {
        long id = ids.incrementAndGet();
        lent.put(id, new ArrayList<>());
        return id;
    }

    /** Ends such a call. */
    public void close(long id) {
        List<Output> all = lent.remove(id);
        if (all != null) {
            all.forEach(each -> each.undo(references));
        }
    }

    /**
     * Calls an object of the host.
     *
     * @param call the id of the call within which Lua does this
     * @param number the object
     * @param called the name of a method, which may be told apart from others by the number of arguments
     * @return the result, or nothing
     */
    public LuaValue called(long call, long number, String called, List<LuaValue> arguments) throws Throwable {
        References.Lent target = references.find(number);
        List<RemoteMethod> fitting = fitting(target.type, called, arguments.size());
        ValueException problem = null;
        for (RemoteMethod method : fitting) {
            @Nullable Object[] values;
            Input in = input(method, arguments);
            try {
                values = method.readArguments(in, references);
            } catch (ValueException e) {
                references.forget(in);
                problem = new ValueException("the arguments of " + method.key() + ": " + e.getMessage(), e);
                continue;
            }
            return result(call, method, method.invoke(target.object, values));
        }
        throw problem == null ? new ValueException("no method " + called, null) : problem;
    }

    /** Those with as many parameters, those with more that may be missing, and those that take any number. */
    private static List<RemoteMethod> fitting(RemoteInterface type, String called, int arity) {
        List<RemoteMethod> named = type.methods().stream()
                .filter(method -> method.name().equals(called) || method.key().equals(called))
                .toList();
        List<RemoteMethod> fitting = new ArrayList<>();
        named.stream()
                .filter(method -> method.arity() == arity && !method.varargs())
                .forEach(fitting::add);
        named.stream()
                .filter(method -> method.varargs() && method.arity() <= arity + 1)
                .forEach(fitting::add);
        named.stream()
                .filter(method -> method.arity() > arity && !method.varargs())
                .forEach(fitting::add);
        if (fitting.isEmpty()) {
            throw new NoSuchTargetException(
                    type.type().getName() + " has no method " + called
                            + (named.isEmpty()
                                    ? "; it has "
                                            + type.methods().stream()
                                                    .map(RemoteMethod::key)
                                                    .toList()
                                    : " that takes " + arity + " arguments, only " + named),
                    null);
        }
        return fitting;
    }

    private Input input(RemoteMethod method, List<LuaValue> arguments) {
        Output out = new Output(frameBytes);
        out.array(method.arity());
        int single = method.varargs() ? method.arity() - 1 : method.arity();
        for (int i = 0; i < single; i++) {
            trees.write(out, i < arguments.size() ? arguments.get(i) : LuaValue.nil());
        }
        if (method.varargs()) {
            trees.write(out, LuaTable.ofList(arguments.subList(single, arguments.size())));
        }
        out.finish("the call of ", method.key());
        return new Input(out.bytes(), Output.HEADER, out.size());
    }

    private LuaValue result(long call, RemoteMethod method, @Nullable Object given) throws Throwable {
        Object value = given;
        if (value instanceof Future<?> future && method.async()) {
            value = future.get(callTime.toNanos(), TimeUnit.NANOSECONDS);
        }
        Output out = new Output(frameBytes);
        boolean sent = false;
        try {
            method.result().write(out, value, references);
            out.finish("the result of ", method.key());
            LuaValue tree = trees.read(new Input(out.bytes(), Output.HEADER, out.size()));
            List<Output> all = lent.get(call);
            if (all != null) {
                synchronized (all) {
                    all.add(out);
                }
                sent = true;
            }
            return tree;
        } finally {
            if (!sent) {
                out.undo(references);
            }
        }
    }

    /** The names of what can be called of an interface. */
    public List<String> names(Class<?> type) {
        return codecs.remoteInterface(type).methods().stream()
                .map(RemoteMethod::name)
                .distinct()
                .toList();
    }

    /** The names of what has to be there for an interface: methods that it does not do itself. */
    public List<String> required(Class<?> type) {
        List<String> names = names(type);
        return Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .map(Method::getName)
                .filter(names::contains)
                .distinct()
                .toList();
    }

    /**
     * Checks that Lua may call an object.
     *
     * @throws NoSuchTargetException if it was taken back
     */
    public void check(long number) {
        references.find(number);
    }

    /**
     * The interface that something was lent as.
     *
     * @param type its name
     */
    public Class<?> lentType(String type) {
        Class<?> found = lentTypes.get(type);
        if (found == null) {
            throw new NoSuchTargetException("nothing was lent as " + type, null);
        }
        return found;
    }

    /** Lets Lua have an object beyond the call that it came with. */
    public void keep(long number) {
        References.Lent found = references.find(number);
        synchronized (kept) {
            // Services are there anyway.
            if (number > 0 && kept.add(number)) {
                references.write(new Output(frameBytes), found.object, found.type);
            }
        }
    }

    /** Ends that. */
    public void release(long number) {
        synchronized (kept) {
            if (kept.remove(number)) {
                references.release(number, 1);
            }
        }
    }

    /** A value of which nothing is declared. */
    public @Nullable Object value(LuaValue value) {
        Output out = new Output(frameBytes);
        trees.write(out, value);
        out.finish("a value", "");
        return codecs.any().read(new Input(out.bytes(), Output.HEADER, out.size()), references);
    }
}
