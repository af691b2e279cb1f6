// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaValue;

/** Agrees on keys with a server whose certificate is checked, and is for the name that was asked for. */
final class Handshake extends Operation {
    private final TlsStream stream;

    Handshake(TlsStream stream, Patience patience) {
        super(patience);
        this.stream = stream;
    }

    @Override
    @Nullable
    List<LuaValue> attempt() {
        try {
            return stream.handshake() ? List.of(LuaValue.of(stream.description())) : null;
        } catch (IOException | RejectedExecutionException e) {
            return Answers.failure(e);
        }
    }

    @Override
    List<LuaValue> expired() {
        return Answers.failure(Answers.TIMEOUT);
    }
}
