// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmCluster;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmManager;
import org.luarium.vm.VmScope;
import org.luarium.vm.VmStatistics;

/** Hands out one VM and remembers what it was asked for. */
final class FakeManager implements VmManager {
    FakeVm vm;
    VmConfig config;
    RuntimeException failure;

    FakeManager(Function<Script, ExecutionResult> behaviour) {
        vm = new FakeVm(behaviour);
    }

    @Override
    public Vm create(VmConfig asked) {
        config = asked;
        if (failure != null) {
            throw failure;
        }
        return vm;
    }

    @Override
    public CompletableFuture<Vm> createAsync(VmConfig asked) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Vm> find(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<VmInfo> list() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, ExecutionResult> broadcast(String glob, Script script) {
        throw new UnsupportedOperationException();
    }

    @Override
    public VmCluster createCluster(String name, int size, VmConfig template) {
        throw new UnsupportedOperationException();
    }

    @Override
    public VmStatistics statistics() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<EngineInfo> engines() {
        throw new UnsupportedOperationException();
    }

    @Override
    public EngineInfo engine(String requested) {
        throw new UnsupportedOperationException();
    }

    @Override
    public VmScope scope(boolean debug) {
        throw new UnsupportedOperationException();
    }
}
