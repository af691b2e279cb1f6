// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaString;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;

/** The answer of a host function that Lua waits for. Thread-safe. */
final class HostAnswer {
    private static final int SMALL_BYTES = 16 << 10;

    final int id;
    final String function;
    private final CompletableFuture<List<LuaValue>> answer;
    private final CompletableFuture<Void> due = new CompletableFuture<>();

    HostAnswer(int id, String function, CompletableFuture<List<LuaValue>> answer) {
        this.id = id;
        this.function = function;
        this.answer = answer;
        CompletableFuture<?> unused = answer.whenComplete((values, problem) -> wake());
    }

    /** Has whoever waits look again. */
    void wake() {
        due.complete(null);
    }

    /** Whether somebody should look: it is there, or no longer wanted. */
    boolean isDue() {
        return due.isDone();
    }

    /** Runs something once, as soon as it is due. */
    void whenDue(Runnable action) {
        CompletableFuture<Void> unused = due.thenRun(action);
    }

    /** Whether it is sent in a moment: by a thread that must not block. */
    boolean isSmall() {
        if (!answer.isDone() || answer.isCompletedExceptionally()) {
            return true;
        }
        List<LuaValue> values = answer.join();
        int bytes = 0;
        for (int i = 0; values != null && i < values.size(); i++) {
            LuaValue value = values.get(i);
            bytes += value instanceof LuaString text ? text.length() : 0;
            if (value instanceof LuaTable || bytes > SMALL_BYTES) {
                return false;
            }
        }
        return true;
    }

    /** What is there now, without waiting; it is not waited for any more. */
    @Nullable
    List<LuaValue> take() throws Throwable {
        boolean unused = answer.cancel(true);
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
