// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.packages.EnvironmentDamagedException;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.ModuleLoadException;
import org.luarium.packages.internal.build.Layout;
import org.luarium.packages.internal.build.SharedLibraries;
import org.luarium.store.Closure;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.Store;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;

/** Finds out whether modules can be loaded, in a VM that sees them where they are going to be judged. That the same rocks were loaded by the same interpreter before is remembered in the store. */
public final class ModuleCheck implements Environments.Judge {
    static final String VM_PREFIX = "luarium-check-";

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String SCRIPT = """
            local folder, modules = ...
            local write, require, pcall = io.write, require, pcall
            package.path = folder .. "/share/?.lua;" .. folder .. "/share/?/init.lua"
            package.cpath = folder .. "/lib/?.so"
            for _, name in ipairs(modules) do
              write(name, "\\n")
              local ok, why = pcall(require, name)
              if not ok then return name, tostring(why) end
            end
            """;

    private final Store store;
    private final VmManager vms;
    private final AtomicLong numbers = new AtomicLong();

    public ModuleCheck(Store store, VmManager vms) {
        this.store = store;
        this.vms = vms;
    }

    /** A module that cannot be loaded. */
    public record Failure(String module, String rock, String problem) {
        @Override
        public String toString() {
            return "module '" + module + "' of " + rock + " cannot be loaded: " + problem;
        }
    }

    /**
     * Loads all modules, unless that was done before.
     *
     * @throws ModuleLoadException if one cannot be loaded
     */
    @Override
    public void check(String environment, EnvironmentLock lock, Path folder) {
        Closure<Ref.DRef> passed = store.instantiate(
                store.stages().file("modules-loaded", subject(lock).getBytes(UTF_8)));
        if (store.realizations(passed.result()).isEmpty()) {
            Optional<Failure> failure = load(environment, lock, folder);
            if (failure.isPresent()) {
                throw new ModuleLoadException(
                        environment,
                        failure.get().module(),
                        failure.get().rock(),
                        failure.get().problem());
            }
            Realized<Ref.DRef> unused = store.realize(passed);
        }
    }

    /** What the outcome depends on: the interpreter, and the content of the rocks. */
    private String subject(EnvironmentLock lock) {
        StringBuilder subject = new StringBuilder("luarium-check-1\n");
        subject.append(vms.engine(lock.dialect())).append('\n');
        lock.rocks().forEach(rock -> subject.append(rock.object()).append('\n'));
        return subject.toString();
    }

    /** Loads all modules, whatever was done before, and returns the first that fails. */
    public Optional<Failure> load(String environment, EnvironmentLock lock, Path folder) {
        Map<String, InstalledRock> owners = new HashMap<>();
        List<LuaValue> modules = new ArrayList<>();
        for (InstalledRock rock : lock.rocks()) {
            for (String module : rock.modules()) {
                owners.put(module, rock);
                modules.add(LuaValue.of(module));
            }
        }
        if (modules.isEmpty()) {
            return Optional.empty();
        }
        VmConfig config = VmConfig.builder(VM_PREFIX + numbers.incrementAndGet())
                .engine(lock.dialect())
                .echoValues(false)
                .replaceOnKill(false)
                .confinement(confinement(environment, folder))
                .build();
        try (Vm vm = vms.create(config)) {
            ExecutionResult result = vm.execute(Script.of(SCRIPT)
                    .withArguments(List.of(LuaValue.of(folder.toString()), LuaTable.ofList(modules)))
                    .withTimeout(LONGEST));
            if (result.success() && result.values().isEmpty()) {
                return Optional.empty();
            }
            boolean named = result.success() && result.values().size() == 2;
            String module =
                    named ? result.value().asString() : lastLine(modules.get(0).asString() + "\n" + result.stdout());
            String problem = named
                    ? result.values().get(1).asString()
                    : result.outcome()
                            + result.error()
                                    .map(LuaError::message)
                                    .map(text -> ": " + text)
                                    .orElse("");
            return Optional.of(new Failure(
                    module,
                    owners.containsKey(module) ? String.valueOf(owners.get(module)) : "one of its rocks",
                    problem.replace(folder + "/", "")));
        }
    }

    private static Confinement confinement(String environment, Path folder) {
        Confinement.Builder confinement = Confinement.builder(Profile.STANDARD).readable(folder);
        try {
            SharedLibraries.neededBy(folder.resolve(Layout.LIB)).forEach(confinement::readable);
        } catch (IOException | UncheckedIOException e) {
            throw new EnvironmentDamagedException(
                    environment, "its native modules cannot be read: " + e.getMessage(), e);
        }
        return confinement.build();
    }

    /** The module at which it ended, if that did not print anything. */
    private static String lastLine(String modules) {
        String text = modules.stripTrailing();
        return text.substring(text.lastIndexOf('\n') + 1);
    }
}
