// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Lifetime;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmCluster;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmScope;
import org.luarium.vm.VmState;
import org.luarium.vm.VmStatistics;

/** The manager as one owner sees it: all VMs, of which those it created end with it. */
public final class OwnedManager implements VmScope {
    private final VmHost host;
    private final Owner owner;
    private final Consumer<OwnedManager> ended;
    private final Set<VmImpl> mine = ConcurrentHashMap.newKeySet();
    private final Set<OwnedManager> scopes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    OwnedManager(VmHost host, Owner owner) {
        this(host, owner, self -> {});
    }

    private OwnedManager(VmHost host, Owner owner, Consumer<OwnedManager> ended) {
        this.ended = ended;
        this.host = host;
        this.owner = owner;
    }

    Owner owner() {
        return owner;
    }

    @Override
    public Vm create(VmConfig config) {
        if (closed) {
            throw new IllegalStateException("this VM manager is closed; open another scope");
        }
        VmImpl vm = host.create(config, this);
        if (config.lifetime() == Lifetime.BUNDLE && !config.persistent()) {
            mine.add(vm);
            if (host.find(vm.id()).filter(found -> found == vm).isEmpty()) {
                forget(vm); // somebody else closed it already
            }
            if (closed) {
                vm.close();
            }
        }
        return vm;
    }

    /** A VM was closed, whether its process had ended before or not. */
    void forget(VmImpl vm) {
        mine.remove(vm);
    }

    @Override
    public CompletableFuture<Vm> createAsync(VmConfig config) {
        return CompletableFuture.supplyAsync(() -> create(config), host.workers());
    }

    @Override
    public Optional<Vm> find(String id) {
        return host.find(id);
    }

    @Override
    public List<VmInfo> list() {
        return host.list();
    }

    @Override
    public Map<String, ExecutionResult> broadcast(String glob, Script script) {
        Pattern pattern = Glob.compile(glob);
        List<Vm> matching = new ArrayList<>();
        for (VmImpl vm : host.all()) {
            if (pattern.matcher(vm.id()).matches() && vm.state() != VmState.CLOSED) {
                matching.add(vm);
            }
        }
        return join(start(matching, script));
    }

    static Map<String, CompletableFuture<ExecutionResult>> start(List<? extends Vm> vms, Script script) {
        Map<String, CompletableFuture<ExecutionResult>> futures = new LinkedHashMap<>();
        for (Vm vm : vms) {
            CompletableFuture<ExecutionResult> future;
            try {
                future = vm.executeAsync(script);
            } catch (RuntimeException e) {
                future = CompletableFuture.failedFuture(e);
            }
            futures.put(vm.id(), future);
        }
        return futures;
    }

    /** Waits for all, then gives the results; the first failure of Luarium itself, if any, is thrown at the end. */
    static Map<String, ExecutionResult> join(Map<String, CompletableFuture<ExecutionResult>> futures) {
        Map<String, ExecutionResult> results = new LinkedHashMap<>();
        RuntimeException failure = null;
        for (Map.Entry<String, CompletableFuture<ExecutionResult>> entry : futures.entrySet()) {
            try {
                results.put(entry.getKey(), entry.getValue().join());
            } catch (CompletionException e) {
                failure = failure == null && e.getCause() instanceof RuntimeException cause ? cause : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    @Override
    public VmCluster createCluster(String name, int size, VmConfig template) {
        if (size < 1) {
            throw new IllegalArgumentException("a cluster needs at least 1 VM, not " + size);
        }
        VmConfig.checkId(name + "-" + size);
        List<CompletableFuture<Vm>> starting = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            starting.add(createAsync(template.toBuilder().id(name + "-" + i).build()));
        }
        List<Vm> vms = new ArrayList<>();
        RuntimeException failure = null;
        for (CompletableFuture<Vm> one : starting) {
            try {
                vms.add(one.join());
            } catch (CompletionException e) {
                failure = e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
        if (failure != null) {
            host.closeAll(vms);
            throw failure;
        }
        return new Cluster(name, vms, host);
    }

    @Override
    public VmStatistics statistics() {
        return host.statistics();
    }

    @Override
    public List<EngineInfo> engines() {
        return host.engineList();
    }

    @Override
    public EngineInfo engine(String requested) {
        return host.engine(requested);
    }

    @Override
    public VmScope scope(boolean debug) {
        OwnedManager scope = new OwnedManager(host, new Owner(owner.name(), debug || owner.debug()), scopes::remove);
        scopes.add(scope);
        if (closed) {
            scope.close();
        }
        return scope;
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(scopes).forEach(OwnedManager::close);
        host.closeAll(List.copyOf(mine));
        mine.clear();
        ended.accept(this);
    }
}
