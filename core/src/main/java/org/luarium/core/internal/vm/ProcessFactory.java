// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.luarium.core.internal.engine.Engine;
import org.luarium.core.internal.link.ProtocolException;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.core.internal.process.LaunchSpec;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.core.internal.process.SpawnerGoneException;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.Limits;
import org.luarium.value.LuaValueException;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.VmConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts Lua processes and waits until they answer. */
public final class ProcessFactory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProcessFactory.class);
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private final ProcessLauncher launcher;
    private final BootScript bootScript;
    private final boolean limitsMemory;

    /**
     * Creates a factory.
     *
     * @param launcher how processes are started; closed with the factory
     * @param bootScript the Lua side of the link
     * @param limitsMemory whether the launcher can limit address space
     */
    public ProcessFactory(ProcessLauncher launcher, BootScript bootScript, boolean limitsMemory) {
        this.launcher = launcher;
        this.bootScript = bootScript;
        this.limitsMemory = limitsMemory;
    }

    LuaProcess start(String name, VmConfig config, Engine engine) {
        try {
            return start(name, config, engine, bootScript.forEngine(engine));
        } catch (LuaProcessException e) {
            if (e.getCause() instanceof SpawnerGoneException) {
                return start(name, config, engine, bootScript.forEngine(engine));
            }
            throw e;
        }
    }

    private LuaProcess start(String name, VmConfig config, Engine engine, Path script) {
        Limits limits = config.confinement().limits();
        List<String> command = new ArrayList<>(engine.command());
        command.add(script.toString());
        boolean embedded = engine.info().kind() != EngineInfo.Kind.EXTERNAL;
        LaunchSpec spec = new LaunchSpec(
                name,
                command,
                List.of(Integer.toString(limits.frameBytes()), embedded ? "popen" : ""),
                environment(config, engine),
                engine.memoryByAddressSpace() ? limits.memoryBytes() : OptionalLong.empty());
        ChildProcess child;
        try {
            child = launcher.launch(spec);
        } catch (IOException e) {
            throw startFailure(name, engine, "", e);
        }
        LuaProcess process = new LuaProcess(name, engine, child, limits, report(config, engine), new Spin());
        try {
            process.awaitHello();
            return process;
        } catch (IOException | ProtocolException e) {
            String stderr = new String(child.takeRaw(), java.nio.charset.StandardCharsets.UTF_8).strip();
            child.kill();
            VmImpl.awaitExit(process);
            child.dispose();
            throw startFailure(name, engine, stderr, e);
        }
    }

    /** Whether the next process of an engine has to parse the source again. */
    boolean parses(Engine engine) {
        return !bootScript.isCompiledFor(engine);
    }

    /** Has an engine compile the Lua side of the link, in a process of its own. */
    void compile(Engine engine) {
        if (bootScript.isCompiledFor(engine)) {
            return;
        }
        LuaProcess process;
        try {
            process = start("compiler", VmConfig.of("compiler"), engine, bootScript.source());
        } catch (LuaProcessException e) {
            log.debug("the source of the link stays in use: {}", e.getMessage());
            return;
        }
        try {
            Path source = bootScript.source();
            byte[] code = process.compile(source.toString());
            bootScript.compiled(
                    engine, code, process.compile(BootScript.rest(source).toString()));
        } catch (IOException | ProtocolException | LuaValueException e) {
            process.broken(e, System.nanoTime());
        } finally {
            process.child().kill();
            VmImpl.awaitExit(process);
            process.child().dispose();
        }
    }

    LuaProcessException startFailure(String name, Engine engine, String stderr, Exception cause) {
        String last = stderr.length() <= 400 ? stderr : "…" + stderr.substring(stderr.length() - 400);
        return new LuaProcessException(
                "VM " + name + " did not start on " + engine.info().name() + " ("
                        + engine.command().get(0) + "): "
                        + cause.getMessage() + (last.isEmpty() ? "" : "; it wrote: " + last)
                        + "; vm:engines shows what works here",
                null,
                stderr,
                cause);
    }

    private static List<String> environment(VmConfig config, Engine engine) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", PATH);
        variables.put("LANG", "C");
        variables.putAll(engine.variables());
        variables.putAll(config.variables());
        List<String> list = new ArrayList<>();
        variables.forEach((key, value) -> list.add(key + "=" + value));
        return list;
    }

    ConfinementReport report(VmConfig config, Engine engine) {
        return Reports.of(config, engine, launcher.linkKind(), limitsMemory && engine.memoryByAddressSpace());
    }

    String linkKind() {
        return launcher.linkKind();
    }

    boolean limitsMemory() {
        return limitsMemory;
    }

    @Override
    public void close() {
        launcher.close();
    }
}
