// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.ScriptFileException;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;
import org.luarium.vm.VmState;

/** VMs that several threads share, and what goes wrong in them. */
public final class VmLoad {
    private static final int IDS = 6;
    private static final Duration SHORT = Duration.ofMillis(300);

    private final VmManager vms;
    private final List<Path> evil = new ArrayList<>();

    public VmLoad(VmManager vms, Path folder) throws IOException {
        this.vms = vms;
        evil.add(Files.createDirectory(folder.resolve("directory.lua")));
        evil.add(folder.resolve("missing.lua"));
        evil.add(Files.createSymbolicLink(folder.resolve("loop.lua"), folder.resolve("loop.lua")));
        evil.add(Files.write(folder.resolve("zeros.lua"), new byte[100_000]));
        evil.add(Files.writeString(folder.resolve("binary.lua"), "\033LuaS\000\001garbage"));
        evil.add(Files.writeString(folder.resolve("deep.lua"), "return " + "(".repeat(100_000)));
        evil.add(Files.writeString(folder.resolve("open.lua"), "return [==[ never closed"));
        evil.add(Files.write(folder.resolve("invalid.lua"), new byte[] {'x', '=', (byte) 0xff, (byte) 0xfe, '\r'}));
        evil.add(Files.write(folder.resolve("error.lua"), "error(setmetatable({}, {__tostring = 1}))".getBytes(UTF_8)));
    }

    public List<Operation> operations() {
        return List.of(
                new Operation("vm create", 8, Results.VM, this::create),
                new Operation("vm execute", 20, Results.VM, this::execute),
                new Operation("vm loop", 4, Results.VM, this::loop),
                new Operation("vm memory", 2, Results.VM, this::memory),
                new Operation("vm flood", 3, Results.VM, this::flood),
                new Operation("vm evil file", 6, Results.vmAnd(List.of(ScriptFileException.class)), this::evilFile),
                new Operation("vm interrupt", 4, Results.VM, this::interrupt),
                new Operation("vm reset", 2, Results.VM, this::reset),
                new Operation("vm close under way", 2, Results.VM, this::closeUnderWay),
                new Operation("vm close", 6, Results.VM, random -> {
                    String id = id(random);
                    vms.remove(id);
                    return id;
                }),
                new Operation("kill vm", 3, Results.VM, this::kill),
                new Operation("kill spawner", 1, Results.VM, this::killSpawner));
    }

    private static String id(Random random) {
        return "vm" + random.nextInt(IDS);
    }

    private static VmConfig config(String id) {
        return VmConfig.builder(id)
                .confinement(Confinement.builder(Profile.STANDARD)
                        .mode(Confinement.Mode.PREFERRED)
                        .limits(Limits.builder().memoryBytes(64 << 20).build())
                        .build())
                .build();
    }

    /** One that lives, or a new one. */
    private Vm any(Random random) {
        String id = id(random);
        vms.find(id).filter(vm -> vm.info().state() == VmState.DEAD).ifPresent(Vm::close);
        return vms.find(id).orElseGet(() -> vms.create(config(id)));
    }

    /** A VM that others have filled is at its limit, whatever it runs. */
    private static String check(ExecutionResult result, Outcome... own) {
        return result.outcome() == Outcome.MEMORY_LIMIT ? result.toString() : Results.check(result, own);
    }

    private String create(Random random) {
        return vms.create(config(id(random))).id();
    }

    private String execute(Random random) {
        int left = random.nextInt(1000);
        int right = random.nextInt(1000);
        ExecutionResult result = any(random).execute("return " + left + " + " + right);
        if (result.success()) {
            assertThat(result.value().asLong()).isEqualTo(left + right);
        }
        return check(result, Outcome.OK);
    }

    private String loop(Random random) {
        return check(any(random).execute(Script.of("while true do end").withTimeout(SHORT)), Outcome.TIMEOUT);
    }

    private String memory(Random random) {
        return check(
                any(random).execute("local t = {} while true do t[#t + 1] = ('x'):rep(1000000) .. #t end"),
                Outcome.MEMORY_LIMIT);
    }

    private String flood(Random random) {
        Script flood = Script.of("while true do print(('x'):rep(1000)) end").withOutputLimit(random.nextInt(1 << 20));
        return check(any(random).execute(flood), Outcome.OUTPUT_LIMIT);
    }

    private String evilFile(Random random) {
        return check(
                any(random).execute(Script.file(evil.get(random.nextInt(evil.size())))),
                Outcome.LUA_ERROR,
                Outcome.INCOMPLETE);
    }

    private String interrupt(Random random) {
        Vm vm = any(random);
        CompletableFuture<ExecutionResult> running = vm.executeAsync("while true do end");
        // What is interrupted may be the script of somebody else, who is before it
        while (!running.isDone()) {
            vm.interrupt();
        }
        return check(running.join());
    }

    private String reset(Random random) {
        Vm vm = any(random);
        vm.reset();
        return vm.id();
    }

    private String closeUnderWay(Random random) throws Exception {
        Vm vm = any(random);
        CompletableFuture<ExecutionResult> running = vm.executeAsync("while true do end");
        vm.close();
        return running.handle((result, error) -> error == null ? check(result) : error.getMessage())
                .get(10, TimeUnit.SECONDS);
    }

    private String kill(Random random) {
        Vm vm = any(random);
        return vm.id() + " " + Processes.kill(vm.info().pid());
    }

    private String killSpawner(Random random) {
        return Processes.killSpawner(any(random).info().pid());
    }
}
