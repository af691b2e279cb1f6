// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmCluster;
import org.luarium.vm.VmState;

/** VMs that were created together. */
final class Cluster implements VmCluster {
    private final String name;
    private final List<Vm> vms;
    private final VmHost host;

    Cluster(String name, List<Vm> vms, VmHost host) {
        this.name = name;
        this.vms = List.copyOf(vms);
        this.host = host;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Vm> vms() {
        return vms;
    }

    @Override
    public Map<String, CompletableFuture<ExecutionResult>> broadcastAsync(Script script) {
        return OwnedManager.start(vms, script);
    }

    @Override
    public Map<String, ExecutionResult> broadcast(Script script) {
        return OwnedManager.join(broadcastAsync(script));
    }

    @Override
    public Map<String, VmState> status() {
        Map<String, VmState> states = new LinkedHashMap<>();
        vms.forEach(vm -> states.put(vm.id(), vm.info().state()));
        return states;
    }

    @Override
    public void close() {
        host.closeAll(vms);
    }
}
