// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.luarium.LuariumException;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.Environment;
import org.luarium.packages.HealthCheck;
import org.luarium.packages.HealthReport;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RockName;
import org.luarium.packages.internal.build.CompilerCheck;
import org.luarium.packages.internal.environment.EnvironmentLock;
import org.luarium.packages.internal.environment.ModuleCheck;
import org.luarium.packages.internal.install.Home;
import org.luarium.store.Store;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.LuaNotFoundException;

/** Looks at one environment, once. */
final class Health {
    private static final int CRITICAL = 8;
    private static final long LITTLE_SPACE = 100L << 20;
    private static final int MOST_SHOWN = 3;
    private static final String NO_ENVIRONMENT = "there is no environment to look at";

    private final Home home;
    private final Catalogues catalogues;
    private final Bounded bounded;
    private final Patience patience;
    private final String name;

    /** How long to wait for servers, and for the files and the modules of the environment. */
    record Patience(Duration repositories, Duration environment) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(70));
    }

    /** What is looked at, and how many points there are for it; together 100. */
    private enum Subject {
        INTERPRETER("interpreter", 20),
        STORE("store", 15),
        ENVIRONMENT("environment", 20),
        MODULES("modules", 15),
        REPOSITORIES("repositories", 10),
        CRITICAL_ROCKS("critical rocks", 10),
        CATALOGUE("catalogue", 5),
        COMPILER("compiler", 5);

        private final String title;
        private final int weight;

        Subject(String title, int weight) {
            this.title = title;
            this.weight = weight;
        }

        HealthCheck ok(String explanation) {
            return new HealthCheck(title, HealthCheck.Status.OK, weight, weight, explanation, "");
        }

        /** With a share of the points. */
        HealthCheck partly(int good, int all, String explanation, String remedy) {
            return new HealthCheck(title, HealthCheck.Status.WARNING, weight, weight * good / all, explanation, remedy);
        }

        HealthCheck failed(String explanation, String remedy) {
            return new HealthCheck(title, HealthCheck.Status.FAILED, weight, 0, explanation, remedy);
        }

        HealthCheck unknown(String explanation, String remedy) {
            return new HealthCheck(title, HealthCheck.Status.UNKNOWN, weight, 0, explanation, remedy);
        }
    }

    Health(Home home, Catalogues catalogues, Bounded bounded, Patience patience, String name) {
        this.home = home;
        this.catalogues = catalogues;
        this.bounded = bounded;
        this.patience = patience;
        this.name = name;
    }

    HealthReport examine() {
        HealthCheck store = guarded(Subject.STORE, this::store);
        boolean usable = store.status() == HealthCheck.Status.OK || store.status() == HealthCheck.Status.WARNING;
        Optional<Environment> environment = Optional.empty();
        HealthCheck verified;
        if (usable) {
            try {
                environment = home.own().find(name);
                verified = environment.isPresent()
                        ? guarded(Subject.ENVIRONMENT, this::verified)
                        : Subject.ENVIRONMENT.failed(
                                "there is no environment '" + name + "'", "environment:bootstrap " + name);
            } catch (LuariumException | UncheckedIOException e) {
                verified = Subject.ENVIRONMENT.failed(
                        String.valueOf(e.getMessage()), "environment:rollback " + name + ", or make it anew");
            }
        } else {
            verified = Subject.ENVIRONMENT.unknown("the store cannot be used", "see store");
        }
        Optional<Environment> found = environment;
        Optional<String> dialect = found.map(Environment::dialect).or(this::defaultDialect);
        HealthCheck interpreter = guarded(Subject.INTERPRETER, () -> interpreter(dialect));
        return new HealthReport(
                name,
                List.of(
                        interpreter,
                        store,
                        verified,
                        guarded(Subject.MODULES, () -> modules(found, interpreter)),
                        guarded(Subject.REPOSITORIES, this::repositories),
                        guarded(Subject.CRITICAL_ROCKS, () -> criticalRocks(found)),
                        catalogue(),
                        guarded(Subject.COMPILER, () -> compiler(dialect))));
    }

    /** What goes wrong while something is looked at is what is found. */
    private static HealthCheck guarded(Subject subject, Supplier<HealthCheck> check) {
        try {
            return check.get();
        } catch (LuariumException | UncheckedIOException e) {
            return subject.failed(String.valueOf(e.getMessage()), "do what it says, or see the log");
        }
    }

    private Optional<String> defaultDialect() {
        return home.vms().engines().stream()
                .filter(EngineInfo::usable)
                .map(EngineInfo::dialect)
                .findFirst();
    }

    private HealthCheck interpreter(Optional<String> dialect) {
        List<EngineInfo> engines = home.vms().engines();
        Optional<EngineInfo> engine = engines.stream()
                .filter(EngineInfo::usable)
                .filter(each -> each.dialect().equals(dialect.orElse("")))
                .findFirst();
        if (engine.isPresent()) {
            return Subject.INTERPRETER.ok("Lua " + engine.get().dialect() + " is "
                    + engine.get().name() + ", version " + engine.get().version());
        }
        String wanted = dialect.map(each -> "Lua " + each).orElse("Lua");
        String rejected = engines.stream()
                .filter(each -> !each.usable() && each.dialect().equals(dialect.orElse(each.dialect())))
                .limit(MOST_SHOWN)
                .map(each -> "; " + each.name() + ": " + each.rejection())
                .collect(Collectors.joining());
        return Subject.INTERPRETER.failed(
                "there is no " + wanted + rejected, "install " + wanted + "; vm:engines shows what there is");
    }

    private HealthCheck store() {
        Store store = home.store();
        Path root = store.root();
        int profiles = store.profiles().size();
        if (!Files.isWritable(root)) {
            return Subject.STORE.failed(root + " cannot be written", "check its permissions and its file system");
        }
        try {
            long space = Files.getFileStore(root).getUsableSpace();
            String explanation = root + " has " + profiles + " profiles, and " + (space >> 20) + " MiB are free";
            return space < LITTLE_SPACE
                    ? Subject.STORE.partly(1, 2, explanation, "store:collect, or make room")
                    : Subject.STORE.ok(explanation);
        } catch (IOException e) {
            return Subject.STORE.failed(root + ": " + e.getMessage(), "check its file system");
        }
    }

    private HealthCheck verified() {
        Optional<List<String>> problems = bounded.within(
                patience.environment(),
                () -> home.own().exclusively(name, () -> home.own().verify(name)));
        if (problems.isEmpty()) {
            return Subject.ENVIRONMENT.unknown(
                    "it was not verified within " + patience.environment().toSeconds()
                            + " s, or somebody else changes it",
                    "try again, or environment:verify " + name);
        }
        if (problems.get().isEmpty()) {
            return Subject.ENVIRONMENT.ok("every rock and file is as the lock has it");
        }
        return Subject.ENVIRONMENT.failed(
                shown(problems.get()), "store:verify --repair, or environment:rollback " + name);
    }

    private HealthCheck modules(Optional<Environment> environment, HealthCheck interpreter) {
        Optional<EnvironmentLock> lock = environment.flatMap(found -> home.own().currentLock(found.name()));
        if (environment.isEmpty() || lock.isEmpty()) {
            return Subject.MODULES.unknown(NO_ENVIRONMENT, "see environment");
        }
        if (interpreter.status() != HealthCheck.Status.OK) {
            return Subject.MODULES.unknown("there is no Lua to load them with", "see interpreter");
        }
        int count = lock.get().rocks().stream()
                .mapToInt(rock -> rock.modules().size())
                .sum();
        try {
            Optional<Optional<ModuleCheck.Failure>> done = bounded.within(
                    patience.environment(),
                    () -> home.modules()
                            .load(name, lock.get(), environment.get().folder()));
            if (done.isEmpty()) {
                return Subject.MODULES.unknown(
                        "they were not loaded within " + patience.environment().toSeconds() + " s", "try again");
            }
            return done.get()
                    .map(failure -> Subject.MODULES.failed(
                            failure.toString(), "package:update the rock, or environment:rollback " + name))
                    .orElseGet(() -> Subject.MODULES.ok("each of " + count + " can be loaded"));
        } catch (LuaNotFoundException e) {
            return Subject.MODULES.unknown(String.valueOf(e.getMessage()), "see interpreter");
        }
    }

    private HealthCheck repositories() {
        Optional<List<RepositoryInfo>> asked = bounded.within(
                patience.repositories(), () -> home.repositories().list());
        if (asked.isEmpty()) {
            return Subject.REPOSITORIES.unknown(
                    "they did not all answer within " + patience.repositories().toSeconds() + " s",
                    "repository:list waits longer");
        }
        List<RepositoryInfo> all = asked.get();
        if (all.isEmpty()) {
            return Subject.REPOSITORIES.failed("there is none", "repository:add https://luarocks.org --name luarocks");
        }
        List<String> problems = new ArrayList<>();
        all.forEach(repository ->
                repository.problem().ifPresent(problem -> problems.add(repository.name() + ": " + problem)));
        int good = all.size() - problems.size();
        if (problems.isEmpty()) {
            return Subject.REPOSITORIES.ok(all.size() + " can be read, with "
                    + all.stream().mapToInt(RepositoryInfo::rocks).sum() + " rocks" + unguarded(all));
        }
        String remedy = "do what it says, repository:refresh, or repository:remove it";
        return good == 0
                ? Subject.REPOSITORIES.failed(shown(problems), remedy)
                : Subject.REPOSITORIES.partly(good, all.size(), shown(problems), remedy);
    }

    /** Servers that could play back an old list. */
    private static String unguarded(List<RepositoryInfo> all) {
        List<String> names = all.stream()
                .filter(repository ->
                        repository.age().isPresent() && repository.index().isEmpty())
                .map(RepositoryInfo::name)
                .toList();
        return names.isEmpty() ? "" : "; no index tells an old list from a new one of " + shown(names);
    }

    private HealthCheck criticalRocks(Optional<Environment> environment) {
        if (environment.isEmpty()) {
            return Subject.CRITICAL_ROCKS.unknown(NO_ENVIRONMENT, "see environment");
        }
        Set<RockName> installed =
                environment.get().rocks().stream().map(InstalledRock::name).collect(Collectors.toSet());
        List<RockName> critical = catalogues.rocks().stream()
                .filter(entry -> entry.priority() >= CRITICAL)
                .map(CatalogueEntry::name)
                .toList();
        List<RockName> missing =
                critical.stream().filter(rock -> !installed.contains(rock)).toList();
        int good = critical.size() - missing.size();
        String explanation = good + " of " + critical.size() + " rocks of priority " + CRITICAL + " or more are in it";
        if (missing.isEmpty()) {
            return Subject.CRITICAL_ROCKS.ok(explanation);
        }
        return Subject.CRITICAL_ROCKS.partly(
                good,
                critical.size(),
                explanation + "; missing: "
                        + missing.stream().map(RockName::text).collect(Collectors.joining(", ")),
                "package:install what the environment is to have; package:recommend tells which can be had");
    }

    private HealthCheck catalogue() {
        String explanation = catalogues.rocks().size() + " rocks and "
                + catalogues.profiles().size() + " profiles";
        List<String> refused = catalogues.refused().stream()
                .map(source -> source.name() + " is left out: " + source.problem())
                .toList();
        return refused.isEmpty()
                ? Subject.CATALOGUE.ok(explanation)
                : Subject.CATALOGUE.partly(
                        1, 2, explanation + "; " + shown(refused), "correct that catalogue, or remove what brings it");
    }

    private HealthCheck compiler(Optional<String> dialect) {
        if (dialect.isEmpty()) {
            return Subject.COMPILER.unknown("there is no Lua to compile for", "see interpreter");
        }
        Optional<String> problem = CompilerCheck.problem(home.machine(), dialect.get());
        return problem.isEmpty()
                ? Subject.COMPILER.ok("there are a C compiler and the headers of Lua " + dialect.get())
                : Subject.COMPILER.partly(
                        0, 1, problem.get(), "install that if rocks with C are wanted; others need none of it");
    }

    private static String shown(List<String> problems) {
        int more = problems.size() - MOST_SHOWN;
        return problems.stream().limit(MOST_SHOWN).collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more" : "");
    }
}
