// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.luarium.network.Message;
import org.luarium.network.MessageHandler;
import org.luarium.value.LuaValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bundles that answer requests of VMs. Thread-safe. */
final class Handlers {
    private static final Logger log = LoggerFactory.getLogger(Handlers.class);

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Executor workers;
    private final Budget budget;

    /** Who answers under a name. Compared by identity: a name can be given again. */
    private static final class Entry {
        final MessageHandler handler;
        final String bundle;

        Entry(MessageHandler handler, String bundle) {
            this.handler = handler;
            this.bundle = bundle;
        }
    }

    Handlers(Executor workers, Budget budget) {
        this.workers = workers;
        this.budget = budget;
    }

    AutoCloseable add(String name, MessageHandler handler, String bundle) {
        Names.checkHandler(name);
        Entry entry = new Entry(requireNonNull(handler, "handler"), bundle);
        Entry other = entries.putIfAbsent(name, entry);
        if (other != null) {
            throw new IllegalArgumentException(
                    "requests to host:" + name + " are answered by " + other.bundle + " already; choose another name");
        }
        return () -> entries.remove(name, entry);
    }

    void release(String bundle) {
        entries.values().removeIf(entry -> entry.bundle.equals(bundle));
    }

    void clear() {
        entries.clear();
    }

    /** Has a handler answer; gives the problem, or nothing if it will. */
    String ask(String name, Mailbox from, Parcel request, VmAsker asker) {
        Entry entry = entries.get(name);
        if (entry == null) {
            return "no such handler";
        }
        Message message = new Message(from.name(), "", request.value(), 0);
        long bytes = request.heapBytes();
        if (!budget.take(bytes)) {
            return "too busy";
        }
        boolean accepted = from.handling().run(workers, () -> {
            try {
                handle(entry.handler, message, asker);
            } finally {
                budget.giveBack(bytes);
            }
        });
        if (!accepted) {
            budget.giveBack(bytes);
        }
        return accepted ? "" : "too busy";
    }

    private static void handle(MessageHandler handler, Message request, VmAsker asker) {
        CompletableFuture<List<LuaValue>> end = asker.end();
        if (end.isDone()) {
            return;
        }
        try {
            LuaValue value = handler.answer(request);
            if (value == null) {
                throw new IllegalStateException("the handler answered null; LuaValue.nil() is nothing");
            }
            Parcel answer = Parcel.answer(value);
            if (answer.frameBytes() > asker.frameBytes()) {
                throw new IllegalStateException(
                        "the answer has " + answer.frameBytes() + " bytes, " + asker.frameBytes() + " are allowed");
            }
            asker.answer(answer);
        } catch (Throwable e) {
            if (e instanceof Error) {
                log.error("The handler of a request failed", e);
            }
            end.completeExceptionally(e);
        }
    }
}
