// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.luarium.network.internal.policy.Destination;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;

/** Looks up the addresses of a name or, if that is wanted, its canonical name. Only what a VM may reach is told. */
final class LookUp extends Operation {
    private final VmSockets vm;
    private final Checked checked;
    private final boolean reverse;
    private @Nullable CompletableFuture<String> name;

    LookUp(VmSockets vm, Destination to, boolean reverse) {
        super(Patience.FOREVER);
        this.vm = vm;
        this.reverse = reverse;
        checked = new Checked(vm, to, Checked.ANY_PORT, 0, false);
    }

    @Override
    @Nullable
    List<LuaValue> attempt() {
        List<InetAddress> addresses = checked.addresses();
        if (addresses == null) {
            return null;
        }
        if (addresses.isEmpty()) {
            return checked.refusal();
        }
        LuaValue found = LuaTable.ofList(
                addresses.stream().map(one -> LuaValue.of(one.getHostAddress())).toList());
        InetAddress first = addresses.get(0);
        if (!reverse) {
            return List.of(found);
        } else if (first.isLoopbackAddress()) {
            return List.of(found, LuaValue.of("localhost"));
        }
        CompletableFuture<String> asked = name;
        if (asked == null) {
            asked = vm.host().lookups().name(first).toCompletableFuture();
            name = asked;
            CompletableFuture<Void> unused = asked.handle((text, failure) -> {
                vm.attempt();
                return null;
            });
        }
        if (!asked.isDone()) {
            return null;
        }
        try {
            return List.of(found, LuaValue.of(asked.join()));
        } catch (CompletionException e) {
            return Answers.failure(Answers.UNKNOWN_HOST);
        }
    }

    @Override
    List<LuaValue> expired() {
        return Answers.failure(Answers.UNKNOWN_HOST);
    }
}
