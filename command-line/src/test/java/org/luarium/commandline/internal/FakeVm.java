// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.luarium.isolate.Isolate;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.OrphanScript;
import org.luarium.vm.Script;
import org.luarium.vm.StackProfile;
import org.luarium.vm.Vm;
import org.luarium.vm.VmInfo;

/** A VM whose scripts are Java functions. */
final class FakeVm implements Vm {
    private final Function<Script, ExecutionResult> behaviour;
    final CountDownLatch interrupted = new CountDownLatch(1);
    boolean closed;

    FakeVm(Function<Script, ExecutionResult> behaviour) {
        this.behaviour = behaviour;
    }

    @Override
    public String id() {
        return "fake";
    }

    @Override
    public ExecutionResult execute(Script script) {
        return behaviour.apply(script);
    }

    @Override
    public void makeAvailable(String module, Duration wait) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StackProfile profile(Script script) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StackProfile profile(Duration time) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean interrupt() {
        interrupted.countDown();
        return true;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public VmInfo info() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Isolate isolate() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<ExecutionResult> executeAsync(Script script) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void provide(String module, HostModule functions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reset(String environment) {
        reset();
    }

    @Override
    public Optional<OrphanScript> orphan() {
        return Optional.empty();
    }

    @Override
    public void reset() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Vm fork(String newId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void debug(boolean on) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<VmInfo> onExit() {
        throw new UnsupportedOperationException();
    }
}
