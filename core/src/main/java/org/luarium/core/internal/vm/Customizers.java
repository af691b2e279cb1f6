// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.EnvironmentMissingException;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets every customizer prepare a process, and keeps what they gave as long as it lives. */
final class Customizers {
    private static final Logger log = LoggerFactory.getLogger(Customizers.class);

    private final Iterable<VmCustomizer> customizers;
    private final Map<LuaProcess, Kept> kept = new ConcurrentHashMap<>();

    /**
     * What a process was given.
     *
     * @param adopted the VM, if another JVM has started it, and customizers may come only now
     */
    private record Kept(Preparation preparation, @Nullable VmImpl adopted) {}

    Customizers(Iterable<VmCustomizer> customizers) {
        this.customizers = customizers;
    }

    Preparation prepare(VmConfig config, EngineInfo engine, Optional<Path> lasting, Duration wait) {
        config.environment().ifPresent(name -> await(config.id(), name, wait));
        Preparation preparation = new Preparation(lasting);
        try {
            for (VmCustomizer customizer : customizers) {
                preparation.add(customizer, (one, part) -> one.prepare(config, engine, part));
            }
        } catch (RuntimeException e) {
            preparation.close();
            throw e;
        }
        return preparation;
    }

    private void await(String vm, String environment, Duration wait) {
        long began = System.nanoTime();
        while (!provided(environment)) {
            long waited = System.nanoTime() - began;
            Optional<List<String>> known = known();
            if (known.isPresent()
                    || waited > wait.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                throw new EnvironmentMissingException(vm, environment, known.orElse(List.of()));
            }
            Spin.pause(waited);
        }
    }

    private boolean provided(String environment) {
        for (VmCustomizer customizer : customizers) {
            if (customizer.provides(environment)) {
                return true;
            }
        }
        return false;
    }

    private Optional<List<String>> known() {
        TreeSet<String> names = new TreeSet<>();
        boolean managed = false;
        for (VmCustomizer customizer : customizers) {
            Optional<List<String>> own = customizer.environments();
            managed |= own.isPresent();
            own.ifPresent(names::addAll);
        }
        return managed ? Optional.of(new ArrayList<>(names)) : Optional.empty();
    }

    /** Keeps what a process was given until it ends. */
    void keep(LuaProcess process, Preparation preparation, Executor executor) {
        keep(process, new Kept(preparation, null), executor);
    }

    private void keep(LuaProcess process, Kept given, Executor executor) {
        kept.put(process, given);
        CompletableFuture<Void> unused = process.child().exit().thenRunAsync(() -> release(process), executor);
    }

    /** A process has ended, or goes on without this JVM. When this returns, all that it was given is closed, whoever has begun that. */
    void release(LuaProcess process) {
        Kept given = kept.get(process);
        if (given != null) {
            synchronized (given) {
                // Not removed before all is closed: whoever comes second waits here, or finds nothing left to wait for
                if (kept.containsKey(process)) {
                    try {
                        given.preparation().close();
                    } finally {
                        kept.remove(process);
                    }
                }
            }
        }
    }

    /** Its host functions are there again if those who gave them are; its files were opened long ago. */
    void adopt(VmImpl vm, LuaProcess process, Optional<Path> lasting, Executor executor) {
        Kept given = new Kept(new Preparation(lasting), vm);
        keep(process, given, executor);
        customizers.forEach(customizer -> adopt(vm, given.preparation(), customizer));
    }

    /** A customizer is there, perhaps later than the VMs that it has to do with. */
    void came(VmCustomizer customizer) {
        for (Kept given : kept.values()) {
            VmImpl vm = given.adopted();
            if (vm != null) {
                adopt(vm, given.preparation(), customizer);
            }
        }
    }

    private static void adopt(VmImpl vm, Preparation preparation, VmCustomizer customizer) {
        try {
            preparation.add(
                    customizer,
                    (one, part) -> one.adopt(vm.config(), vm.engine().info(), part));
            preparation.modules().forEach(vm.modules()::putIfAbsent);
        } catch (RuntimeException e) {
            log.warn("VM {} was adopted, but not prepared: {}", vm.id(), e.getMessage());
        }
    }

    /** Asks for a module that may have come since a process started; gives its preparation if that has changed. */
    Optional<Preparation> find(LuaProcess process, String module) {
        return Optional.ofNullable(kept.get(process))
                .map(Kept::preparation)
                .filter(preparation -> preparation.find(module));
    }
}
