// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.luarium.packages.Dependency;
import org.luarium.packages.EnvironmentBusyException;
import org.luarium.packages.EnvironmentInUseException;
import org.luarium.packages.EnvironmentManager;
import org.luarium.packages.EnvironmentNotFoundException;
import org.luarium.packages.GenerationNotFoundException;
import org.luarium.packages.ModuleLoadException;
import org.luarium.packages.PackageManager;
import org.luarium.packages.RockInUseException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockNotInstalledException;
import org.luarium.packages.UnresolvableException;
import org.luarium.store.Retention;
import org.luarium.vm.EnvironmentMissingException;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;

/** Environments that several threads change. */
public final class PackageLoad {
    private static final List<String> ROCKS = List.of("math_package", "bio-utils", "bio_compute");
    private static final List<Class<? extends Exception>> OUTCOMES = Results.vmAnd(List.of(
            EnvironmentNotFoundException.class,
            EnvironmentBusyException.class,
            EnvironmentInUseException.class,
            EnvironmentMissingException.class,
            GenerationNotFoundException.class,
            RockInUseException.class,
            RockNotInstalledException.class,
            // The VM that tries what was installed was killed
            ModuleLoadException.class));

    private final PackageManager packages;
    private final EnvironmentManager environments;
    private final VmManager vms;
    private final AtomicLong numbers = new AtomicLong();

    public PackageLoad(PackageManager packages, EnvironmentManager environments, VmManager vms) {
        this.packages = packages;
        this.environments = environments;
        this.vms = vms;
    }

    public List<Operation> operations() {
        return List.of(
                new Operation("package install", 4, OUTCOMES, this::install),
                new Operation("package that is missing", 1, OUTCOMES, this::missing),
                new Operation("package use", 4, OUTCOMES, this::use),
                new Operation(
                        "package remove",
                        2,
                        OUTCOMES,
                        random -> packages.remove(environment(random), List.of(new RockName(rock(random))))
                                .toString()),
                new Operation(
                        "environment rollback",
                        2,
                        OUTCOMES,
                        random -> environments.rollback(environment(random)).name()),
                new Operation(
                        "environment prune",
                        1,
                        OUTCOMES,
                        random -> environments
                                .prune(environment(random), Retention.ofLast(2))
                                .toString()),
                new Operation("environment verify", 1, OUTCOMES, random -> {
                    List<String> problems = environments.verify(environment(random));
                    // The VM that tries its modules may have been killed
                    assertThat(problems).allMatch(problem -> problem.endsWith("killed by signal 9"));
                    return problems.isEmpty() ? "good" : "killed";
                }),
                new Operation("environment delete", 1, OUTCOMES, random -> {
                    String name = environment(random);
                    environments.delete(name);
                    return name;
                }));
    }

    private static String environment(Random random) {
        return "environment" + random.nextInt(2);
    }

    private static String rock(Random random) {
        return ROCKS.get(random.nextInt(ROCKS.size()));
    }

    private String install(Random random) {
        return packages.install(environment(random), List.of(Dependency.of(rock(random))))
                .toString();
    }

    private String missing(Random random) {
        try {
            packages.install(environment(random), List.of(Dependency.of("math_package >= 99")));
        } catch (UnresolvableException e) {
            return "refused";
        }
        throw new AssertionError("A package that cannot be had was installed");
    }

    private String use(Random random) {
        VmConfig config = VmConfig.builder("user" + numbers.incrementAndGet())
                .environment(environment(random))
                .build();
        try (Vm vm = vms.create(config)) {
            ExecutionResult result = vm.execute("return require('math_package').compute(3)");
            if (result.success()) {
                assertThat(result.value().asLong()).isEqualTo(14);
            }
            return Results.check(result, Outcome.OK, Outcome.LUA_ERROR);
        }
    }
}
