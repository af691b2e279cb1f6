// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.luarium.value.LuaValue;

/** A VM that waits for an answer. */
final class VmAsker implements Asker {
    private static final List<LuaValue> ENDED = List.of(LuaValue.nil(), LuaValue.of("VM ended"));

    private final CompletableFuture<List<LuaValue>> end = new CompletableFuture<>();
    private final int frameBytes;

    VmAsker(int frameBytes) {
        this.frameBytes = frameBytes;
    }

    @Override
    public CompletableFuture<List<LuaValue>> end() {
        return end;
    }

    @Override
    public int frameBytes() {
        return frameBytes;
    }

    @Override
    public boolean answer(Parcel answer) {
        return end.complete(List.of(answer.value()));
    }

    @Override
    public void ended(String vm) {
        end.complete(ENDED);
    }
}
