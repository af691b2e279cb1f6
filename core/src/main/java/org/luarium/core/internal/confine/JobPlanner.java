// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.cage.Cage;
import org.luarium.core.internal.cage.Ids;
import org.luarium.core.internal.cage.JobView;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what a job should be kept from into what this machine can enforce, and says what that is.
 *
 * <p>As for VMs, what a kind of cage is worth is found out by attacking one of it, once. Thread-safe.
 */
public final class JobPlanner {
    private static final Logger log = LoggerFactory.getLogger(JobPlanner.class);
    private static final int AT_FDCWD = -100;
    private static final int O_CREAT_WRONLY = 0x40 | 1;
    private static final long PROBE_SCRATCH = 1 << 20;
    private static final int USERS_TO_TRY = 3;

    private final Sandbox sandbox;
    private final Path folder;
    private final AtomicLong folders = new AtomicLong();
    private final Map<Kind, Verdict> verdicts = new ConcurrentHashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    private final AtomicReference<@Nullable Processes> processes = new AtomicReference<>();

    /** What cages of jobs differ in that attacks can tell apart. */
    private record Kind(Tier tier, boolean linked, boolean network, boolean starts, boolean processes) {
        boolean apart() {
            return tier == Tier.NAMESPACES;
        }

        /** The same with what shows that processes are counted. */
        Kind starting() {
            return new Kind(tier, linked, network, true, processes);
        }
    }

    /** Whether a job can have a {@code /proc} of its own, which an answer of the kernel says. */
    private record Processes(int answer, boolean shown) {}

    /**
     * Creates it.
     *
     * @param sandbox what knows the machine
     * @param folder a private folder of this JVM
     */
    public JobPlanner(Sandbox sandbox, Path folder) throws IOException {
        this.sandbox = sandbox;
        this.folder = Files.createDirectories(folder);
    }

    /** Says how a job is started and what holds for it. */
    public JobPlan plan(Job job) throws IOException {
        JobFiles files = JobFiles.of(job);
        Path own = ownFolder();
        try {
            boolean caged = job.mode() != Mode.OFF && sandbox.trial().isPresent();
            return checked(job, caged ? confined(job, files, own) : open(job, own));
        } catch (IOException | RuntimeException e) {
            Folders.delete(own);
            throw e;
        }
    }

    private Path ownFolder() throws IOException {
        return Files.createDirectory(folder.resolve("b" + folders.incrementAndGet()));
    }

    private JobPlan confined(Job job, JobFiles files, Path own) throws IOException {
        Kernel kernel = sandbox.kernel();
        Tier tier = sandbox.best();
        Kind kind = new Kind(
                tier,
                job.linked(),
                job.network(),
                job.bounds().starts(),
                job.linked() && tier == Tier.NAMESPACES && showsProcesses(job));
        Verdict verdict = verdicts.get(kind);
        if (verdict == null) {
            verdict = probe(kind);
            if (verdict.broken().isEmpty()) {
                // Else it may have been for want of a process or of memory.
                verdicts.put(kind, verdict);
            }
        }
        OptionalInt user = user();
        Cage.Builder cage = cage(kind, files, own, job.bounds().scratch(), user);
        job.folder().ifPresent(cage::folder);
        limits(cage, job.bounds());
        if (user.isPresent() || (kind.apart() && !verdict.broken().contains(Attack.PROCESSES))) {
            cage.limit(Resource.PROCESSES, job.bounds().processes());
        }
        List<Control> rows = new JobRows(job, tier, kernel.hasFilter(), true, sandbox.limitsMemory(), user)
                .rows(verdict.broken(), verdict.when());
        List<String> environment = environment(job, kind.apart() ? JobView.TMP : temporary(own));
        if (kind.apart() && kind.linked() && !kind.processes()) {
            // The loader looks here where /proc does not say where the program is, and so finds libraries beside it.
            environment.add("LD_ORIGIN_PATH=" + job.program().toRealPath().getParent());
        }
        return new JobPlan(
                cage.build(),
                environment,
                new ConfinementReport(Profile.STANDARD, rows),
                own,
                kernel.ids(),
                user,
                kind.apart(),
                new Inspection(kernel.hasFilter(), kind.apart(), user.orElse(-1), user.isPresent()));
    }

    /** Where something is mounted in the {@code /proc} of the host, as in most containers, a user namespace cannot have its own. */
    private boolean showsProcesses(Job job) throws IOException {
        int answer = sandbox.answer();
        Processes known = processes.get();
        if (known == null || known.answer() != answer) {
            Path own = ownFolder();
            try {
                Path output = Files.createDirectory(own.resolve("output"));
                Kind kind = new Kind(
                        Tier.NAMESPACES, true, job.network(), job.bounds().starts(), true);
                Cage cage = cage(kind, JobFiles.of(output, true, false), own, PROBE_SCRATCH, user())
                        .build();
                boolean shown = sandbox.trial()
                        .orElseThrow()
                        .attempt(cage, program -> program.call(Syscall.GETPID))
                        .allowed();
                known = new Processes(answer, shown);
                processes.set(known);
            } finally {
                Folders.delete(own);
            }
        }
        return known.shown();
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

    private Cage.Builder cage(Kind kind, JobFiles files, Path own, long scratch, OptionalInt user) throws IOException {
        Kernel kernel = sandbox.kernel();
        Cage.Builder cage = Cage.builder();
        if (kind.apart()) {
            Ids ids = user.isPresent() ? new Ids(user.getAsInt(), user.getAsInt()) : kernel.ids();
            cage.namespaces(kind.network() ? kernel.flags() & ~Namespace.NET : kernel.flags(), kernel.ids())
                    .view(files.view(own.resolve("root"), scratch, ids, kind.processes()));
        } else {
            Path temporary = temporary(own);
            if (!Files.exists(temporary)) {
                Files.createDirectory(temporary);
                give(temporary, user);
            }
            if (kind.tier() == Tier.LANDLOCK) {
                List<Path> writable = new ArrayList<>(files.writable());
                writable.add(temporary);
                cage.landlock(new Landlock(
                        kernel.landlock(),
                        List.of(),
                        List.of(),
                        new Landlock.Job(
                                files.readable(), writable, JobFiles.devices(), kind.linked(), kind.network())));
            }
        }
        if (kernel.hasFilter()) {
            cage.filter(sandbox.jobFilter(kind.network(), kind.starts()));
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

    private static void limits(Cage.Builder cage, Job.Bounds bounds) {
        bounds.memory().ifPresent(most -> cage.limit(Resource.ADDRESS_SPACE, most));
        bounds.fileBytes().ifPresent(most -> cage.limit(Resource.FILE_SIZE, most));
        bounds.cpuSeconds().ifPresent(most -> cage.limit(Resource.CPU, most));
        cage.limit(Resource.OPEN_FILES, bounds.openFiles());
    }

    private JobPlan open(Job job, Path own) throws IOException {
        boolean caged = sandbox.trial().isPresent();
        Cage.Builder cage = Cage.builder();
        job.folder().ifPresent(cage::folder);
        limits(cage, job.bounds());
        Files.createDirectory(temporary(own));
        List<Control> rows = new JobRows(job, Tier.LIMITS, false, caged, sandbox.limitsMemory(), OptionalInt.empty())
                .rows(Set.of(), "");
        return new JobPlan(
                cage.build(),
                environment(job, temporary(own)),
                new ConfinementReport(Profile.STANDARD, rows),
                own,
                sandbox.kernel().ids(),
                OptionalInt.empty(),
                false,
                Inspection.NONE);
    }

    private static List<String> environment(Job job, Path temporary) {
        Map<String, String> variables = new LinkedHashMap<>(job.environment());
        variables.putIfAbsent("TMPDIR", temporary.toString());
        if (!job.linked()) {
            variables.putIfAbsent("HOME", temporary.toString());
        }
        List<String> list = new ArrayList<>();
        variables.forEach((key, value) -> list.add(key + "=" + value));
        return list;
    }

    /** Attacks a cage of a kind, in which a job could do its work. */
    private Verdict probe(Kind kind) throws IOException {
        Path own = ownFolder();
        try {
            Path output = Files.createDirectory(own.resolve("output"));
            Files.setPosixFilePermissions(output, PosixFilePermissions.fromString("rwxrwxrwx"));
            OptionalInt user = user();
            JobFiles files = JobFiles.of(output, kind.linked(), kind.network());
            Cage built = cage(kind, files, own, PROBE_SCRATCH, user).build();
            Verdict verdict = sandbox.attackAsJob(built, kind.network(), kind.starts(), kind.processes());
            Set<String> broken = new TreeSet<>(verdict.broken());
            Trial trial = sandbox.trial().orElseThrow();
            String file = output.resolve("file").toString();
            Trial.Answer writes = trial.attempt(
                    built,
                    program -> program.call(Syscall.OPENAT, AT_FDCWD, program.string(file), O_CREAT_WRONLY, 0600));
            if (!writes.allowed()) {
                throw new IOException("nothing can write to what it is given: " + writes.error());
            }
            if (limitsProcesses(kind.tier(), user) && !countsProcesses(kind.starting(), own, trial)) {
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
    private boolean countsProcesses(Kind kind, Path own, Trial trial) throws IOException {
        boolean counts = false;
        for (int i = 0; i < USERS_TO_TRY && !counts; i++) {
            Path folder = Files.createDirectory(own.resolve("user" + i));
            Path output = Files.createDirectory(folder.resolve("output"));
            JobFiles files = JobFiles.of(output, kind.linked(), kind.network());
            Cage.Builder cage = cage(kind, files, folder, PROBE_SCRATCH, user());
            counts = trial.attempt(cage.limit(Resource.PROCESSES, 1).build(), Attack.FORK)
                            .refused()
                    && trial.attempt(cage.limit(Resource.PROCESSES, 2).build(), Attack.FORK)
                            .allowed();
        }
        return counts;
    }

    /** Refuses a plan that lacks what is required: of an isolate, that it has no network which was not meant to have one. */
    private JobPlan checked(Job job, JobPlan plan) {
        for (Control row : plan.report().controls()) {
            boolean network = row.name().equals(Attack.NETWORK);
            if (row.enforced() || job.mode() == Mode.OFF || (network && job.network())) {
                continue;
            }
            if (job.mode() == Mode.REQUIRED || (network && job.linked())) {
                throw new SandboxUnavailableException(job.title(), row.name(), sandbox.cause(), Sandbox.REMEDY);
            }
            if (warned.add(row.name())) {
                log.warn("Nothing here enforces '{}' for such as {}", row.name(), job.title());
            }
        }
        return plan;
    }
}
