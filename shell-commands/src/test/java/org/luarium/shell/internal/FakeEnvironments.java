// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.luarium.isolate.Profile;
import org.luarium.packages.Dependency;
import org.luarium.packages.Environment;
import org.luarium.packages.EnvironmentAlreadyExistsException;
import org.luarium.packages.EnvironmentGeneration;
import org.luarium.packages.EnvironmentInUseException;
import org.luarium.packages.EnvironmentInfo;
import org.luarium.packages.EnvironmentManager;
import org.luarium.packages.GenerationNotFoundException;
import org.luarium.packages.GenerationUse;
import org.luarium.packages.InstallListener;
import org.luarium.packages.InstalledRock;
import org.luarium.store.Retention;

/** Environments without files. */
public final class FakeEnvironments implements EnvironmentManager {
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

    final Map<String, List<EnvironmentGeneration>> generations = new TreeMap<>();
    final Map<String, Environment> environments = new TreeMap<>();
    final List<String> problems = new ArrayList<>();
    String restored = "";
    final List<Profile> profiles = new ArrayList<>();
    Path exported = Path.of("");

    List<InstalledRock> rocks(String name) {
        return find(name).map(Environment::rocks).orElse(List.of());
    }

    Environment put(String name, List<Dependency> requests, List<InstalledRock> rocks, String note) {
        String dialect = find(name).map(Environment::dialect).orElse("5.4");
        List<EnvironmentGeneration> history = generations.computeIfAbsent(name, key -> new ArrayList<>());
        history.add(new EnvironmentGeneration(history.size() + 1, false, TIME, note, rocks));
        return current(name, dialect, requests, history.size());
    }

    private Environment current(String name, String dialect, List<Dependency> requests, int number) {
        List<EnvironmentGeneration> history = generations.getOrDefault(name, List.of());
        if (number < 1 || number > history.size()) {
            throw new GenerationNotFoundException(name, "generation " + number);
        }
        history.replaceAll(each -> new EnvironmentGeneration(
                each.number(), each.number() == number, each.created(), each.note(), each.rocks()));
        Environment environment =
                new Environment(name, dialect, requests, history.get(number - 1), Path.of("/environments", name));
        environments.put(name, environment);
        return environment;
    }

    @Override
    public Environment create(String name, String dialect, Profile profile) {
        if (environments.containsKey(name)) {
            throw new EnvironmentAlreadyExistsException(name);
        }
        if (name.startsWith(".")) {
            throw new IllegalArgumentException("no name of an environment");
        }
        profiles.add(profile);
        Environment made = put(name, List.of(), List.of(), "create");
        return dialect.isEmpty() ? made : current(name, dialect, List.of(), 1);
    }

    @Override
    public Environment restore(String name, String lock, InstallListener listener) {
        restored = lock;
        return put(name, List.of(), List.of(FakePackages.rock(FakePackages.BETA, "1.0-1", true)), "restore");
    }

    @Override
    public Optional<Environment> find(String name) {
        return Optional.ofNullable(environments.get(name));
    }

    @Override
    public List<Environment> list() {
        return List.copyOf(environments.values());
    }

    @Override
    public List<EnvironmentGeneration> generations(String name) {
        return generations.get(get(name).name());
    }

    @Override
    public Environment rollback(String name) {
        return switchTo(name, get(name).generation().number() - 1);
    }

    @Override
    public Environment switchTo(String name, int generation) {
        Environment environment = get(name);
        return current(name, environment.dialect(), environment.requests(), generation);
    }

    @Override
    public List<Integer> prune(String name, Retention retention) {
        throw new UnsupportedOperationException("prune");
    }

    @Override
    public void removeGeneration(String name, int generation) {
        if (get(name).generation().number() == generation) {
            throw new EnvironmentInUseException(name, "generation " + generation, List.of("each new VM"));
        }
        generations.getOrDefault(name, List.of()).removeIf(one -> one.number() == generation);
    }

    @Override
    public EnvironmentInfo info(String name) {
        List<GenerationUse> uses = generations(name).stream()
                .map(one -> new GenerationUse(one, 1000, one.current() ? List.of("vm", "other") : List.of()))
                .toList();
        return new EnvironmentInfo(get(name), uses, 1500);
    }

    @Override
    public void export(String name, Path folder) {
        get(name);
        exported = folder;
    }

    @Override
    public void delete(String name) {
        environments.remove(get(name).name());
        generations.remove(name);
    }

    @Override
    public String lock(String name) {
        return "{\n  \"dialect\" : \"" + get(name).dialect() + "\"\n}\n";
    }

    @Override
    public List<String> verify(String name) {
        return List.copyOf(problems.subList(0, get(name).name().isEmpty() ? 0 : problems.size()));
    }
}
