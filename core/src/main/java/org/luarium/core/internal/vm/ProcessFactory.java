// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.core.internal.confine.Boot;
import org.luarium.core.internal.confine.Plan;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.engine.Engine;
import org.luarium.core.internal.link.ProtocolException;
import org.luarium.core.internal.process.CallFailedException;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.core.internal.process.KeptFolder;
import org.luarium.core.internal.process.LaunchSpec;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.core.internal.process.SpawnerGoneException;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
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
    private final Sandbox sandbox;

    /**
     * Creates a factory.
     *
     * @param launcher how processes are started; closed with the factory
     * @param bootScript the Lua side of the link
     * @param sandbox what they are kept from
     */
    public ProcessFactory(ProcessLauncher launcher, BootScript bootScript, Sandbox sandbox) {
        this.launcher = launcher;
        this.bootScript = bootScript;
        this.sandbox = sandbox;
    }

    LuaProcess start(String name, VmConfig config, Engine engine) {
        return start(name, config, engine, launcher::launch);
    }

    /** Starts a process that outlives this JVM. */
    LuaProcess startKept(VmConfig config, Engine engine, KeptFolder folder) {
        return start(config.id(), config, engine, folder::launch);
    }

    /** How a process is started. */
    private interface Launch {
        ChildProcess launch(LaunchSpec spec) throws IOException;
    }

    private LuaProcess start(String name, VmConfig config, Engine engine, Launch launch) {
        int answer = sandbox.answer();
        try {
            return start(name, config, engine, bootScript.forEngine(engine), launch);
        } catch (LuaProcessException e) {
            sandbox.forget();
            if (e.getCause() instanceof SpawnerGoneException
                    || (e.getCause() instanceof CallFailedException && sandbox.hasOtherAnswerThan(answer))) {
                return start(name, config, engine, bootScript.forEngine(engine), launch);
            }
            bootScript.repair();
            throw e;
        }
    }

    /** Starts a process that has run something already. */
    LuaProcess startWarm(String name, VmConfig config, Engine engine) {
        LuaProcess process = start(name, config, engine);
        try {
            process.warmUp();
            return process;
        } catch (IOException | ProtocolException e) {
            process.broken(e, System.nanoTime());
            process.child().dispose();
            throw startFailure(name, engine, process.errorTail(), e);
        }
    }

    private LuaProcess start(String name, VmConfig config, Engine engine, Path script, Launch launch) {
        Boot boot = new Boot(script, BootScript.rest(script));
        Plan plan = sandbox.plan(config, engine, boot);
        try {
            return start(name, config, engine, plan, launch);
        } catch (LuaProcessException e) {
            if (!plan.remembered()) {
                throw e;
            }
            // Files of the interpreter or of its root may have changed since.
            sandbox.forget();
            return start(name, config, engine, sandbox.plan(config, engine, boot), launch);
        }
    }

    private LuaProcess start(String name, VmConfig config, Engine engine, Plan plan, Launch launch) {
        Limits limits = config.confinement().limits();
        boolean embedded = engine.info().kind() != EngineInfo.Kind.EXTERNAL;
        LaunchSpec spec = new LaunchSpec(
                name,
                plan.command(),
                List.of(Integer.toString(limits.frameBytes()), (embedded ? "popen " : "") + plan.library()),
                environment(config, plan),
                plan.cage());
        ChildProcess child;
        try {
            child = launch.launch(spec);
        } catch (IOException e) {
            throw startFailure(name, engine, "", e);
        }
        LuaProcess process = new LuaProcess(name, engine, child, limits, plan.report(), plan.inspection(), new Spin());
        try {
            process.awaitHello();
            // It has answered, but the spawner may have ended before it could tell of it.
            child.awaitStart();
            String flaw = plan.flaw(child.pid());
            if (!flaw.isEmpty()) {
                throw new IOException("it is not confined as it should be: " + flaw);
            }
            return process;
        } catch (IOException | ProtocolException e) {
            String stderr = new String(child.takeRaw(), java.nio.charset.StandardCharsets.UTF_8).strip();
            child.kill();
            LastWait.afterKill(process);
            child.dispose();
            throw startFailure(name, engine, stderr, e);
        }
    }

    /** Finds out what the first process of an engine will need. */
    void prepare(Engine engine) {
        Path script = bootScript.forEngine(engine);
        sandbox.prepare(engine, new Boot(script, BootScript.rest(script)));
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
            process = start("compiler", compiler(), engine, bootScript.source(), launcher::launch);
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
            LastWait.afterKill(process);
            process.child().dispose();
        }
    }

    /** Our own code, which it reads from a file of the host. */
    private static VmConfig compiler() {
        return VmConfig.builder("compiler")
                .confinement(Confinement.builder(Profile.TRUSTED)
                        .mode(Confinement.Mode.OFF)
                        .build())
                .build();
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

    private static List<String> environment(VmConfig config, Plan plan) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", PATH);
        variables.put("LANG", "C");
        variables.putAll(plan.variables());
        variables.putAll(config.variables());
        List<String> list = new ArrayList<>();
        variables.forEach((key, value) -> list.add(key + "=" + value));
        return list;
    }

    String linkKind() {
        return launcher.linkKind();
    }

    Sandbox sandbox() {
        return sandbox;
    }

    @Override
    public void close() {
        launcher.close();
    }
}
