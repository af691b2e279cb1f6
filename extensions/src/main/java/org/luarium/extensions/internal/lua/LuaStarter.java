// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.lua;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionStartException;
import org.luarium.extension.spi.ValueMapper;
import org.luarium.extensions.internal.control.HostControl;
import org.luarium.extensions.internal.host.Grants;
import org.luarium.extensions.internal.host.OutputLog;
import org.luarium.extensions.internal.host.Running;
import org.luarium.extensions.internal.host.Starter;
import org.luarium.extensions.internal.rpc.CallObserver;
import org.luarium.extensions.internal.rpc.Codecs;
import org.luarium.extensions.internal.rpc.LuaLink;
import org.luarium.extensions.internal.rpc.LuaTransport;
import org.luarium.extensions.internal.rpc.PeerOptions;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.OutputListener;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;

/** Starts extensions in Lua: a VM for each. Thread-safe. */
public final class LuaStarter implements Starter {
    /** The name of {@code extension.lua} in tracebacks. */
    static final String CHUNK = "=luarium";

    private static final int LONGEST_NAME = 30;
    private static final long OUTPUT_BYTES = 1L << 30;

    private final VmManager vms;
    private final Grants grants;
    private final String chunk;
    private final AtomicLong ids = new AtomicLong();

    /**
     * Creates it.
     *
     * @param vms creates VMs
     * @param grants finds services of the host
     */
    public LuaStarter(VmManager vms, Grants grants) {
        this.vms = vms;
        this.grants = grants;
        try (InputStream in = requireNonNull(LuaStarter.class.getResourceAsStream("extension.lua"))) {
            chunk = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Running start(
            ExtensionSpec spec, int generation, HostControl control, CallObserver observer, OutputLog output) {
        check(spec);
        Vm vm = vms.create(config(spec));
        boolean started = false;
        try {
            OutputListener listener = (stream, bytes) -> output.output(bytes);
            LuaFailures failures = new LuaFailures();
            CompletableFuture<String> lost = new CompletableFuture<>();
            LuaCalls calls = new LuaCalls(spec.name(), vm, listener, failures, lost::complete);
            LuaLink link = link(spec, vm, calls, observer);
            vm.provide(
                    HostFunctions.MODULE,
                    new HostFunctions(spec, link, calls, failures, control, lend(spec, link)).module());
            LuaRunning running = new LuaRunning(spec, vm, link, calls, listener, failures, lost);
            running.load(chunk, generation, folders(spec));
            started = true;
            return running;
        } finally {
            if (!started) {
                vm.close();
            }
        }
    }

    private static void check(ExtensionSpec spec) {
        String problem = null;
        if (spec.main().isEmpty()) {
            problem = "no module is named";
        } else if (!spec.jars().isEmpty() || !spec.dependencies().isEmpty()) {
            problem = "jars and dependencies are for extensions in Java; name an environment in their place";
        } else if (!spec.isolated()) {
            problem = "an extension in Lua always has a process of its own, so isolated cannot be false";
        }
        if (problem != null) {
            throw new ExtensionStartException(
                    spec.name(), "extension " + spec.name() + " cannot be started: " + problem, null);
        }
    }

    private VmConfig config(ExtensionSpec spec) {
        Confinement.Builder confinement = Confinement.builder(Profile.STANDARD)
                .mode(spec.mode())
                .limits(Confinement.of(Profile.STANDARD).limits().toBuilder()
                        .wallTime(null)
                        .cpuTime(null)
                        .memoryBytes(spec.memoryBytes())
                        .frameBytes(spec.frameBytes())
                        .queuedCalls(spec.callsInFlight())
                        // What a confined VM may not do at all is to start others.
                        .processes(spec.mode() == Confinement.Mode.OFF ? spec.processes() : 1)
                        .openFiles(spec.openFiles())
                        .scratchBytes(spec.scratchBytes())
                        .startTime(spec.startTime())
                        .outputBytes(OUTPUT_BYTES)
                        .build());
        spec.readable().forEach(confinement::readable);
        spec.writable().forEach(confinement::shared);
        String clean = spec.folderName().replaceAll("[^A-Za-z0-9._-]", "_");
        VmConfig.Builder config = VmConfig.builder("extension-" + ids.incrementAndGet() + "-"
                        + clean.substring(0, Math.min(LONGEST_NAME, clean.length())))
                .engine(spec.engine())
                .networked(spec.network())
                .echoValues(false)
                // A fresh process would not have the module; the extension starts another generation.
                .replaceOnKill(false)
                .confinement(confinement.build());
        if (!spec.environment().isEmpty()) {
            config.environment(spec.environment());
        }
        return config.build();
    }

    private static LuaLink link(ExtensionSpec spec, Vm vm, LuaTransport transport, CallObserver observer) {
        Codecs codecs = new Codecs();
        spec.mappers().forEach((type, mapper) -> map(codecs, type, mapper));
        PeerOptions usual = PeerOptions.of(spec.name());
        PeerOptions options = new PeerOptions(
                spec.name(),
                spec.frameBytes(),
                spec.callTime(),
                spec.callsInFlight(),
                1,
                spec.callsInFlight(),
                usual.nesting(),
                usual.references(),
                false);
        String dialect = vm.info().engine().dialect();
        boolean integers = !dialect.equals("5.1") && !dialect.equals("5.2");
        return new LuaLink(options, codecs, integers, transport, observer);
    }

    @SuppressWarnings("unchecked")
    private static <T> void map(Codecs codecs, Class<T> type, ValueMapper<?, ?> mapper) {
        codecs.map(type, (ValueMapper<T, ?>) mapper);
    }

    private Map<Class<?>, Long> lend(ExtensionSpec spec, LuaLink link) {
        Map<Class<?>, Long> numbers = new HashMap<>();
        for (Map.Entry<Class<?>, Optional<Object>> grant : spec.grants().entrySet()) {
            Class<?> type = grant.getKey();
            numbers.put(type, link.lend(type, grant.getValue().orElseGet(() -> grants.forwarding(type))));
        }
        return numbers;
    }

    /** Modules are looked for in what the extension may read, too. */
    private static List<LuaValue> folders(ExtensionSpec spec) {
        return spec.readable().stream()
                .filter(Files::isDirectory)
                .map(Path::toString)
                .map(LuaValue::of)
                .toList();
    }
}
