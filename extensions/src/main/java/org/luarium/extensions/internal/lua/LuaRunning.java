// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.lua;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.spi.CallFailedException;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extensions.internal.host.Running;
import org.luarium.extensions.internal.rpc.LuaLink;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.IsolateUsage;
import org.luarium.value.LuaString;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.OutputListener;
import org.luarium.vm.Script;
import org.luarium.vm.Usage;
import org.luarium.vm.Vm;
import org.luarium.vm.VmInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A generation of an extension in Lua: a VM that has loaded the module. */
final class LuaRunning implements Running {
    private static final Logger log = LoggerFactory.getLogger(LuaRunning.class);
    /** How long the result of a call may take that says more about the end of the process than its status does. */
    private static final long RESULT_MILLIS = 200;

    private final ExtensionSpec spec;
    private final Vm vm;
    private final LuaLink link;
    private final LuaCalls calls;
    private final OutputListener output;
    private final LuaFailures failures;
    private final CompletableFuture<String> lost;
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> released = new CompletableFuture<>();
    private final Map<Class<?>, Object> services = new HashMap<>();
    private boolean transfersState;

    /**
     * Takes a VM; {@link #load} follows.
     *
     * @param lost completed with what has cost the VM its state
     */
    LuaRunning(
            ExtensionSpec spec,
            Vm vm,
            LuaLink link,
            LuaCalls calls,
            OutputListener output,
            LuaFailures failures,
            CompletableFuture<String> lost) {
        this.spec = spec;
        this.vm = vm;
        this.link = link;
        this.calls = calls;
        this.output = output;
        this.failures = failures;
        this.lost = lost;
        for (int i = 0; i < spec.interfaces().size(); i++) {
            Class<?> type = spec.interfaces().get(i);
            services.put(type, link.proxy(-1L - i, type));
        }
        CompletableFuture<?> unusedLost = lost.thenAccept(this::ended);
        CompletableFuture<?> unusedExit =
                vm.onExit().toCompletableFuture().whenComplete((info, problem) -> exited(info));
    }

    private void exited(@Nullable VmInfo info) {
        String how = info == null
                ? "it has ended"
                : info.exit().map(Object::toString).orElse("it was closed");
        if (calls.inside() == 0) {
            ended(how);
        } else {
            CompletableFuture<?> unused = lost.copy()
                    .completeOnTimeout(how, RESULT_MILLIS, TimeUnit.MILLISECONDS)
                    .thenAccept(this::ended);
        }
    }

    private void ended(String how) {
        if (end.complete(how)) {
            link.clear();
            // A VM whose process has ended by itself is there until somebody closes it, which whoever tells of the end
            // must not wait for.
            Thread thread = new Thread(this::release, "luarium-extension-end-" + spec.name());
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void release() {
        try {
            vm.close();
        } finally {
            released.complete(null);
        }
    }

    /** Has the VM load the module. */
    void load(String chunk, int generation, List<LuaValue> folders) {
        long id = link.open();
        try {
            LuaTable.Builder settings = LuaTable.builder();
            spec.settings().forEach(settings::put);
            LuaTable given = LuaTable.builder()
                    .put("module", spec.main())
                    .put("name", spec.name())
                    .put("generation", generation)
                    .put("scope", id)
                    .put("settings", settings.build())
                    .put("folders", LuaTable.ofList(folders))
                    .put("interfaces", LuaTable.ofList(wanted()))
                    .build();
            ExecutionResult result = vm.execute(Script.of(chunk)
                    .withName(LuaStarter.CHUNK)
                    .withArguments(List.of(given))
                    .withEcho(false)
                    .withTimeout(spec.startTime())
                    .withOutput(output));
            LuaError error = result.error().orElse(null);
            if (error != null) {
                throw failed(result, error);
            }
            transfersState = result.value().isTruthy();
        } finally {
            link.close(id);
        }
    }

    private CallFailedException failed(ExecutionResult result, LuaError error) {
        return switch (result.outcome()) {
            case LUA_ERROR -> failures.thrown(error, "loading");
            case TIMEOUT -> new CallTimeoutException("it was not loaded within " + spec.startTime(), null);
            default -> new LinkClosedException("its VM has ended with " + result.outcome() + ": " + error, null);
        };
    }

    private List<LuaValue> wanted() {
        List<LuaValue> wanted = new ArrayList<>();
        for (Class<?> type : spec.interfaces()) {
            wanted.add(LuaTable.builder()
                    .put("name", type.getName())
                    .put("simple", type.getSimpleName())
                    .put("required", link.names(type))
                    .build());
        }
        return wanted;
    }

    @Override
    public Object service(Class<?> type) {
        Object service = services.get(type);
        if (service == null) {
            throw new IllegalArgumentException("extension " + spec.name() + " does not have " + type.getName());
        }
        return service;
    }

    @Override
    public List<String> interfaces() {
        return spec.interfaces().stream().map(Class::getName).toList();
    }

    @Override
    public List<String> methods() {
        return spec.interfaces().stream()
                .flatMap(type -> link.names(type).stream())
                .toList();
    }

    @Override
    public CompletableFuture<@Nullable Object> invoke(String method, List<?> arguments) {
        int types = method.indexOf('(');
        return link.invoke(0, types < 0 ? method : method.substring(0, types), arguments);
    }

    @Override
    public boolean transfersState() {
        return transfersState;
    }

    @Override
    public byte[] snapshotState() {
        List<LuaValue> results = hook("snapshot_state", spec.callTime());
        if (!results.isEmpty() && results.get(0) instanceof LuaString state) {
            return state.asBytes();
        }
        throw new IllegalStateException("snapshot_state has to return a string");
    }

    @Override
    public void restoreState(byte[] state) {
        List<LuaValue> unused = hook("restore_state", spec.callTime(), LuaValue.of(state));
    }

    private List<LuaValue> hook(String hook, Duration time, LuaValue... arguments) {
        long id = link.open();
        try {
            return calls.hook(id, hook, time, arguments);
        } finally {
            link.close(id);
        }
    }

    @Override
    public CompletableFuture<String> end() {
        return end;
    }

    @Override
    public CompletableFuture<@Nullable Void> released() {
        return released;
    }

    @Override
    public int pending() {
        return link.pending();
    }

    @Override
    public int lent() {
        return link.lent();
    }

    @Override
    public OptionalLong pid() {
        long pid = vm.info().pid();
        return pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    @Override
    public Optional<ConfinementReport> confinement() {
        return Optional.of(vm.info().confinement());
    }

    @Override
    public IsolateUsage usage() {
        Usage usage = vm.info().usage();
        return new IsolateUsage(usage.cpu(), usage.memoryBytes());
    }

    @Override
    public void stop(Duration grace) {
        if (!end.isDone()) {
            try {
                List<LuaValue> unused = hook("on_stop", grace);
            } catch (LinkClosedException e) {
                log.debug("Extension {}: it has ended already", spec.name(), e);
            } catch (LuariumException e) {
                log.warn("Extension {}: its hook for stopping failed", spec.name(), e);
            }
        }
        close();
    }

    @Override
    public void close() {
        vm.close();
        ended("it was stopped");
    }
}
