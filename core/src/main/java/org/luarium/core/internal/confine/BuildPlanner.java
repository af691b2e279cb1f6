// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.luarium.core.internal.cage.BuildView;
import org.luarium.core.internal.cage.Cage;
import org.luarium.core.internal.cage.Ids;
import org.luarium.core.internal.cage.Landlock;
import org.luarium.core.internal.cage.Namespace;
import org.luarium.core.internal.cage.Resource;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.process.Trial;
import org.luarium.isolate.Confinement.Mode;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.isolate.Profile;
import org.luarium.isolate.SandboxUnavailableException;
import org.luarium.store.spi.BuildStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what a build step should be kept from into what this machine can enforce, and says what that is.
 *
 * <p>As for VMs, what a kind of cage is worth is found out by attacking one of it, once. Thread-safe.
 */
public final class BuildPlanner {
    private static final Logger log = LoggerFactory.getLogger(BuildPlanner.class);
    private static final int AT_FDCWD = -100;
    private static final int O_CREAT_WRONLY = 0x40 | 1;
    private static final long PROBE_SCRATCH = 1 << 20;
    private static final int USERS_TO_TRY = 3;

    private final Sandbox sandbox;
    private final Path folder;
    private final AtomicLong folders = new AtomicLong();
    private final Map<Kind, Verdict> verdicts = new ConcurrentHashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** What cages of steps differ in that attacks can tell apart. */
    private record Kind(Tier tier, boolean network) {}

    /**
     * Creates it.
     *
     * @param sandbox what knows the machine
     * @param folder a private folder of this JVM
     */
    public BuildPlanner(Sandbox sandbox, Path folder) throws IOException {
        this.sandbox = sandbox;
        this.folder = Files.createDirectories(folder);
    }

    /** Says how a step is started and what holds for it. */
    public BuildPlan plan(BuildStep step) throws IOException {
        BuildFiles files = BuildFiles.of(step);
        Path own = ownFolder();
        try {
            boolean caged = step.mode() != Mode.OFF && sandbox.trial().isPresent();
            return checked(step, caged ? confined(step, files, own) : open(step, own));
        } catch (IOException | RuntimeException e) {
            Folders.delete(own);
            throw e;
        }
    }

    private Path ownFolder() throws IOException {
        return Files.createDirectory(folder.resolve("b" + folders.incrementAndGet()));
    }

    private BuildPlan confined(BuildStep step, BuildFiles files, Path own) throws IOException {
        Kernel kernel = sandbox.kernel();
        Tier tier = sandbox.best();
        Verdict verdict = verdicts.get(new Kind(tier, step.network()));
        if (verdict == null) {
            verdict = probe(tier, step.network());
            if (verdict.broken().isEmpty()) {
                // Else it may have been for want of a process or of memory.
                verdicts.put(new Kind(tier, step.network()), verdict);
            }
        }
        OptionalInt user = user();
        Cage.Builder cage = cage(tier, files, own, step.network(), step.scratchBytes(), user);
        cage.folder(step.workingFolder());
        limits(cage, step);
        if (user.isPresent() || (tier == Tier.NAMESPACES && !verdict.broken().contains(Attack.PROCESSES))) {
            cage.limit(Resource.PROCESSES, step.processes());
        }
        List<Control> rows = new BuildRows(step, tier, kernel.hasFilter(), true, sandbox.limitsMemory(), user)
                .rows(verdict.broken(), verdict.when());
        boolean apart = tier == Tier.NAMESPACES;
        return new BuildPlan(
                cage.build(),
                environment(step, apart ? BuildView.TMP : temporary(own)),
                new ConfinementReport(Profile.STANDARD, rows),
                own,
                kernel.ids(),
                user,
                apart,
                new Inspection(kernel.hasFilter(), apart, user.orElse(-1), user.isPresent()));
    }

    private OptionalInt user() {
        return sandbox.kernel().ids().root() ? OptionalInt.of(sandbox.nextUser()) : OptionalInt.empty();
    }

    /**
     * The kernel counts the processes of a user, or of a user in a user namespace, which must be those of the step alone. Before Linux 5.14 it took no notice of user
     * namespaces.
     */
    private static boolean limitsProcesses(Tier tier, OptionalInt user) {
        return tier == Tier.NAMESPACES || user.isPresent();
    }

    private Cage.Builder cage(Tier tier, BuildFiles files, Path own, boolean network, long scratch, OptionalInt user)
            throws IOException {
        Kernel kernel = sandbox.kernel();
        Cage.Builder cage = Cage.builder();
        if (tier == Tier.NAMESPACES) {
            Ids ids = user.isPresent() ? new Ids(user.getAsInt(), user.getAsInt()) : kernel.ids();
            cage.namespaces(network ? kernel.flags() & ~Namespace.NET : kernel.flags(), kernel.ids())
                    .view(files.view(own.resolve("root"), scratch, ids));
        } else {
            Path temporary = temporary(own);
            if (!Files.exists(temporary)) {
                Files.createDirectory(temporary);
                give(temporary, user);
            }
            if (tier == Tier.LANDLOCK) {
                cage.landlock(new Landlock(
                        kernel.landlock(),
                        List.of(),
                        List.of(),
                        new Landlock.Build(
                                files.readable(), List.of(files.output(), temporary), BuildFiles.devices(), network)));
            }
        }
        if (kernel.hasFilter()) {
            cage.filter(sandbox.buildFilter(network));
        }
        user.ifPresent(id -> cage.user(id, true));
        return cage;
    }

    private static void give(Path path, OptionalInt user) throws IOException {
        if (user.isPresent()) {
            Files.setAttribute(path, "unix:uid", user.getAsInt());
            Files.setAttribute(path, "unix:gid", user.getAsInt());
        }
    }

    private static Path temporary(Path own) {
        return own.resolve("tmp");
    }

    private static void limits(Cage.Builder cage, BuildStep step) {
        Duration time = step.timeLimit();
        cage.limit(Resource.ADDRESS_SPACE, step.memoryBytes())
                .limit(Resource.OPEN_FILES, step.openFiles())
                .limit(Resource.FILE_SIZE, step.fileBytes())
                // Should nobody look at the clock: a process cannot use more in that time.
                .limit(
                        Resource.CPU,
                        (time.toSeconds() + 1) * Runtime.getRuntime().availableProcessors());
    }

    private BuildPlan open(BuildStep step, Path own) throws IOException {
        boolean caged = sandbox.trial().isPresent();
        Cage.Builder cage = Cage.builder().folder(step.workingFolder());
        limits(cage, step);
        Files.createDirectory(temporary(own));
        List<Control> rows = new BuildRows(step, Tier.LIMITS, false, caged, sandbox.limitsMemory(), OptionalInt.empty())
                .rows(Set.of(), "");
        return new BuildPlan(
                cage.build(),
                environment(step, temporary(own)),
                new ConfinementReport(Profile.STANDARD, rows),
                own,
                sandbox.kernel().ids(),
                OptionalInt.empty(),
                false,
                Inspection.NONE);
    }

    private static List<String> environment(BuildStep step, Path temporary) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        variables.put("LANG", "C");
        variables.put("HOME", temporary.toString());
        variables.put("TMPDIR", temporary.toString());
        variables.putAll(step.environment());
        List<String> list = new ArrayList<>();
        variables.forEach((key, value) -> list.add(key + "=" + value));
        return list;
    }

    /** Attacks a cage of a kind, in which a step could do its work. */
    private Verdict probe(Tier tier, boolean network) throws IOException {
        Path own = ownFolder();
        try {
            Path output = Files.createDirectory(own.resolve("output"));
            Files.setPosixFilePermissions(output, PosixFilePermissions.fromString("rwxrwxrwx"));
            OptionalInt user = user();
            Cage.Builder cage = cage(tier, BuildFiles.of(output, network), own, network, PROBE_SCRATCH, user);
            Cage built = cage.build();
            Verdict verdict = sandbox.attackAsBuild(built, network);
            Set<String> broken = new TreeSet<>(verdict.broken());
            Trial trial = sandbox.trial().orElseThrow();
            String file = output.resolve("file").toString();
            Trial.Answer writes = trial.attempt(
                    built,
                    program -> program.call(Syscall.OPENAT, AT_FDCWD, program.string(file), O_CREAT_WRONLY, 0600));
            if (!writes.allowed()) {
                throw new IOException("steps cannot write to their output: " + writes.error());
            }
            if (limitsProcesses(tier, user) && !countsProcesses(tier, network, own, trial)) {
                broken.add(Attack.PROCESSES);
            }
            if (!broken.isEmpty() && Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while trying what is enforced here");
            }
            return new Verdict(broken, verdict.when());
        } finally {
            Folders.delete(own);
        }
    }

    /** The user may have processes that another JVM has started, so another one is tried as well. */
    private boolean countsProcesses(Tier tier, boolean network, Path own, Trial trial) throws IOException {
        boolean counts = false;
        for (int i = 0; i < USERS_TO_TRY && !counts; i++) {
            Path folder = Files.createDirectory(own.resolve("user" + i));
            Path output = Files.createDirectory(folder.resolve("output"));
            Cage.Builder cage = cage(tier, BuildFiles.of(output, network), folder, network, PROBE_SCRATCH, user());
            counts = trial.attempt(cage.limit(Resource.PROCESSES, 1).build(), Attack.FORK)
                            .refused()
                    && trial.attempt(cage.limit(Resource.PROCESSES, 2).build(), Attack.FORK)
                            .allowed();
        }
        return counts;
    }

    /** Refuses a plan that lacks what is required. */
    private BuildPlan checked(BuildStep step, BuildPlan plan) {
        for (Control row : plan.report().controls()) {
            boolean asked = step.network() && row.name().equals(Attack.NETWORK);
            if (row.enforced() || asked) {
                continue;
            }
            if (step.mode() == Mode.REQUIRED) {
                throw new SandboxUnavailableException(
                        "build step " + step.name(), row.name(), sandbox.cause(), Sandbox.REMEDY);
            }
            if (step.mode() == Mode.PREFERRED && warned.add(row.name())) {
                log.warn("Nothing here enforces '{}' for build steps such as {}", row.name(), step.name());
            }
        }
        return plan;
    }
}
