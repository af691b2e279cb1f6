// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.luarium.core.internal.cage.Cage;
import org.luarium.core.internal.cage.Landlock;
import org.luarium.core.internal.cage.Resource;
import org.luarium.core.internal.cage.View;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.engine.Engine;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.core.internal.process.Trial;
import org.luarium.core.internal.root.RootStore;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.Diagnosis.State;
import org.luarium.isolate.Limits;
import org.luarium.isolate.SandboxUnavailableException;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what a VM should be kept from into what this machine can enforce, and says what that is.
 *
 * <p>What a kind of cage is worth is found out by attacking it from inside, once for each kind. Thread-safe.
 */
public final class Sandbox {
    private static final Logger log = LoggerFactory.getLogger(Sandbox.class);
    private static final int USERS = 65_536;
    private static final int JVM_OPEN_FILES = 256;
    /** How many times the processor time of one call a process may use in its life. */
    private static final int LIFE = 1000;

    private static final long SCRATCH = 1 << 16;

    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ProcessLauncher launcher;
    private final RootStore roots;
    private final Path stage;
    private final Range range;
    private final Tier best;
    private final int firstUser;
    private final boolean limitsMemory;
    private final AtomicInteger users = new AtomicInteger();
    private final Set<Integer> taken = ConcurrentHashMap.newKeySet();
    private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();
    private final Map<Rules, byte[]> filters = new ConcurrentHashMap<>();
    private final Shapes shapes = new Shapes(System::nanoTime);
    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private volatile Kernel kernel = Kernel.without("not asked yet");
    private volatile boolean asked;
    private volatile boolean certain;
    private volatile long askedNanos;
    private volatile int answer; // written under this

    /** What the kernel said, and whether it will say the same in a moment: without processes, memory or disk space, it may not. */
    private record Asked(Kernel kernel, boolean certain) {}

    /** What cages differ in that attacks can tell apart. */
    private record Kind(Tier tier, Rules rules, boolean readsAll, boolean scratch, boolean given) {
        String key() {
            return tier + " " + rules + " " + readsAll + " " + scratch + " " + given;
        }
    }

    /**
     * Creates it; the machine is looked at when that is first needed.
     *
     * @param launcher what starts processes
     * @param limitsMemory whether it can limit address space
     * @param roots where file systems for isolates are made
     * @param folder a private folder of this JVM
     * @param best the best way of keeping files from isolates that may be used
     * @param firstUser the first of the 65,536 user ids that isolates of a JVM get which runs as root
     */
    public Sandbox(
            ProcessLauncher launcher, boolean limitsMemory, RootStore roots, Path folder, Tier best, int firstUser)
            throws IOException {
        this.launcher = launcher;
        this.limitsMemory = limitsMemory;
        this.roots = roots;
        this.stage = Files.createDirectories(folder.resolve("stage"));
        this.range = new Range(folder);
        this.best = best;
        this.firstUser = firstUser;
    }

    /** Finds out what most VMs will need, on a thread that ends then: who waits for it waits for less. */
    public void prepare() {
        if (launcher.trial().isPresent()) {
            Thread thread = new Thread(this::lookAhead, "luarium-sandbox");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void lookAhead() {
        Kernel here = kernel();
        if (best == Tier.NAMESPACES && here.hasNamespaces() && here.hasFilter()) {
            Verdict unused = verdict(new Kind(Tier.NAMESPACES, Rules.LUA, false, true, false));
        }
    }

    Kernel kernel() {
        if (!certain && (!asked || System.nanoTime() - askedNanos > AGAIN_NANOS)) {
            synchronized (this) {
                if (!certain && (!asked || System.nanoTime() - askedNanos > AGAIN_NANOS)) {
                    Asked now = ask();
                    kernel = now.kernel();
                    certain = now.certain();
                    askedNanos = System.nanoTime();
                    asked = true;
                }
            }
        }
        return kernel;
    }

    /** Which of its answers the kernel has given last. */
    public int answer() {
        return answer;
    }

    /**
     * Asks the kernel again because a child could not be put into its cage: somebody may have changed what it allows.
     *
     * @param before the answer that the cage was made for
     * @return whether there is another one, so that it is worth to make another plan
     */
    public synchronized boolean hasOtherAnswerThan(int before) {
        if (answer == before && asked) {
            Asked asking = ask();
            Kernel now = asking.kernel();
            if (asking.certain() && !now.equals(kernel)) {
                log.warn(
                        "What this machine offers to keep isolates in has changed: {}; new VMs take what there is now",
                        now.hasNamespaces() ? "there are namespaces" : "no namespaces, " + now.namespaces());
                kernel = now;
                certain = true;
                verdicts.clear();
                shapes.forget();
                answer++;
            }
        }
        return answer != before;
    }

    private Asked ask() {
        Trial trial = launcher.trial().orElse(null);
        Architecture architecture = Architecture.current().orElse(null);
        if (trial == null || architecture == null) {
            return new Asked(Kernel.without("the link is " + launcher.linkKind()), true);
        }
        try {
            Kernel now = Kernel.ask(trial, range.view(stage, 0, false), filter(Rules.LUA));
            return new Asked(now, !now.isExhausted());
        } catch (IOException e) {
            return new Asked(Kernel.without(String.valueOf(e.getMessage())), false);
        }
    }

    /** Whether isolates have been here before, in this JVM or another. */
    public boolean hasRoots() {
        return roots.isUsed();
    }

    /** Finds out what a VM of an engine will need that says nothing about its confinement. */
    public void prepare(Engine engine, Boot boot) {
        VmConfig config = VmConfig.of("next");
        if (launcher.trial().isPresent()) {
            Shape unused = shape(config, engine, boot, Set.of());
        }
    }

    /** Says how a VM is started and what holds for it. */
    public Plan plan(VmConfig config, Engine engine, Boot boot) {
        int seen = answer;
        try {
            return attempt(config, engine, boot);
        } catch (SandboxUnavailableException e) {
            if (hasOtherAnswerThan(seen)) {
                return attempt(config, engine, boot);
            }
            throw e;
        }
    }

    private Plan attempt(VmConfig config, Engine engine, Boot boot) {
        Confinement wanted = config.confinement();
        if (wanted.mode() == Confinement.Mode.OFF || launcher.trial().isEmpty()) {
            return checked(config, open(config, engine, boot));
        }
        Set<Path> readable = new TreeSet<>(wanted.readable());
        readable.addAll(wanted.shared());
        readable.removeIf(path -> !Files.exists(path));
        AtomicBoolean made = new AtomicBoolean();
        Shape shape = shapes.get(Shapes.key(engine, wanted, config.networked(), boot, readable), () -> {
            made.set(true);
            return shape(config, engine, boot, readable);
        });
        int user = kernel().ids().root() ? nextUser() : -1;
        return checked(
                config,
                new Plan(
                        shape.cage(user),
                        shape.command(),
                        shape.variables(),
                        library(wanted),
                        report(config, shape.rows(user)),
                        shape.inspection(user),
                        !made.get()));
    }

    /** A user of its own for an isolate, where the JVM runs as root. */
    int nextUser() {
        int user = firstUser + Math.floorMod(users.getAndIncrement(), USERS);
        for (int tries = 0; taken.contains(user) && tries < USERS; tries++) {
            user = firstUser + Math.floorMod(users.getAndIncrement(), USERS);
        }
        return user;
    }

    /** Keeps a user from being given out that an isolate of another JVM has already. */
    public void take(int user) {
        taken.add(user);
    }

    /** The best way of keeping files from children that the machine has and the operator allows. */
    Tier best() {
        return best == Tier.NAMESPACES && kernel().hasNamespaces()
                ? Tier.NAMESPACES
                : best != Tier.LIMITS && kernel().hasLandlock() ? Tier.LANDLOCK : Tier.LIMITS;
    }

    Optional<Trial> trial() {
        return launcher.trial();
    }

    boolean limitsMemory() {
        return limitsMemory;
    }

    /** The filter for a job. */
    byte[] jobFilter(boolean network, boolean processes) {
        return filter(Rules.general(network, processes));
    }

    /**
     * Tries what a job must not do from inside a cage.
     *
     * @param network whether it may use the network
     * @param processes whether it may start other processes
     * @param seesItself whether it has a {@code /proc} of its own
     */
    Verdict attackAsJob(Cage cage, boolean network, boolean processes, boolean seesItself) throws IOException {
        return range.attackAsJob(launcher.trial().orElseThrow(), cage, network, processes, seesItself);
    }

    /** Looks at everything again for the next plan, because a process has not started. */
    public void forget() {
        shapes.forget();
    }

    private Shape shape(VmConfig config, Engine engine, Boot boot, Set<Path> readable) {
        Confinement wanted = config.confinement();
        boolean jvm = engine.info().kind() == EngineInfo.Kind.EMBEDDED_JVM;
        boolean processes = wanted.limits().processes().orElse(2) > 1;
        boolean network = config.networked() && wanted.files() == Confinement.Files.HOST;
        List<String> command = new ArrayList<>(engine.command());
        Map<String, String> variables = new LinkedHashMap<>(engine.variables());
        Cage.Builder cage = Cage.builder();
        Tier tier = Tier.LIMITS;
        if (wanted.files() == Confinement.Files.OWN && !jvm) {
            try {
                Program program = Program.of(engine, roots);
                tier = files(cage, wanted, program, boot, readable);
                if (tier == Tier.NAMESPACES) {
                    command.set(0, program.inside());
                    variables.put("LD_LIBRARY_PATH", program.libraryPath());
                }
            } catch (IOException e) {
                log.info("VM {} cannot have files of its own: {}", config.id(), e.getMessage());
            }
        }
        command.add(tier == Tier.NAMESPACES ? Boot.INSIDE : boot.file().toString());
        limits(cage, wanted.limits(), engine, jvm);
        Rules rules = jvm || processes || wanted.files() == Confinement.Files.HOST
                ? Rules.general(network, processes)
                : Rules.LUA;
        if (kernel().hasFilter()) {
            cage.filter(filter(rules));
        }
        // Root's own files are given too, and where the file system of the host is shared, an isolate's own are under
        // root's.
        boolean readsAll =
                tier != Tier.NAMESPACES || (!wanted.readable().isEmpty() && wanted.mode() != Confinement.Mode.REQUIRED);
        boolean apart = tier == Tier.NAMESPACES;
        boolean scratch = apart && wanted.limits().scratchBytes() > 0;
        Verdict verdict = verdict(new Kind(tier, rules, readsAll, scratch, apart && !readable.isEmpty()));
        int user = kernel().ids().root() ? firstUser : -1;
        List<Control> rows = new Rows(config, engine, launcher.linkKind(), limitsMemory, kernel(), tier, user, readsAll)
                .rows(verdict.broken(), verdict.when());
        Inspection inspection = new Inspection(kernel().hasFilter(), apart, -1, false);
        return new Shape(
                cage.build(), List.copyOf(command), Map.copyOf(variables), List.copyOf(rows), inspection, readsAll);
    }

    private Plan open(VmConfig config, Engine engine, Boot boot) {
        Cage.Builder cage = Cage.builder();
        if (engine.memoryByAddressSpace()) {
            config.confinement().limits().memoryBytes().ifPresent(most -> cage.limit(Resource.ADDRESS_SPACE, most));
        }
        List<String> command = new ArrayList<>(engine.command());
        command.add(boot.file().toString());
        List<Control> rows = new Rows(
                        config, engine, launcher.linkKind(), limitsMemory, Kernel.without(""), Tier.LIMITS, -1, false)
                .rows(Set.of(), "");
        return new Plan(
                cage.build(),
                command,
                engine.variables(),
                library(config.confinement()),
                report(config, rows),
                Inspection.NONE,
                false);
    }

    private static ConfinementReport report(VmConfig config, List<Control> rows) {
        return new ConfinementReport(
                config.confinement().profile(),
                config.persistent() ? rows.stream().map(Rows::kept).toList() : rows);
    }

    private static String library(Confinement wanted) {
        String word = wanted.library().name().toLowerCase(Locale.ROOT);
        return wanted.nativeModules() ? word + " native" : word;
    }

    private Tier files(Cage.Builder cage, Confinement wanted, Program program, Boot boot, Set<Path> given)
            throws IOException {
        if (best == Tier.NAMESPACES && kernel().hasNamespaces()) {
            Map<String, Path> files = new LinkedHashMap<>(program.files());
            files.put(Boot.INSIDE, boot.file());
            files.put(Boot.INSIDE_REST, boot.rest());
            Path root = roots.root(files);
            String here = wanted.readable().isEmpty()
                    ? "/"
                    : Path.of("").toAbsolutePath().toString();
            cage.namespaces(kernel().flags(), kernel().ids())
                    .view(new View(
                            root,
                            files.keySet(),
                            stage,
                            given,
                            wanted.limits().scratchBytes(),
                            here,
                            wanted.nativeModules()));
            return Tier.NAMESPACES;
        }
        if (best != Tier.LIMITS && kernel().hasLandlock()) {
            List<Path> readable = new ArrayList<>(given);
            readable.add(boot.file());
            readable.add(boot.rest());
            readable.add(Path.of("/etc/ld.so.cache"));
            readable.removeIf(path -> !Files.exists(path));
            cage.landlock(new Landlock(kernel().landlock(), program.files().values(), readable));
            return Tier.LANDLOCK;
        }
        return Tier.LIMITS;
    }

    private static void limits(Cage.Builder cage, Limits limits, Engine engine, boolean jvm) {
        if (engine.memoryByAddressSpace()) {
            limits.memoryBytes().ifPresent(most -> cage.limit(Resource.ADDRESS_SPACE, most));
        }
        limits.openFiles()
                .ifPresent(most -> cage.limit(Resource.OPEN_FILES, jvm ? Math.max(most, JVM_OPEN_FILES) : most));
        limits.fileBytes().ifPresent(most -> cage.limit(Resource.FILE_SIZE, most));
        // Should this JVM be stopped for good, nobody watches a call; a process that works as it should never gets
        // there.
        limits.cpuTime().ifPresent(most -> cage.limit(Resource.CPU, Math.max(1, most.toSeconds()) * LIFE));
    }

    private byte[] filter(Rules rules) {
        return filters.computeIfAbsent(
                rules, key -> key.filter(Architecture.current().orElseThrow()));
    }

    private Verdict verdict(Kind kind) {
        try {
            Verdict verdict = verdicts.computeIfAbsent(kind.key(), key -> attack(kind));
            if (verdict.nothingHeld()) {
                // Perhaps it could not even be entered, for want of a process or of memory.
                verdicts.remove(kind.key(), verdict);
            }
            return verdict;
        } catch (UncheckedIOException e) {
            log.warn("What confinement is worth could not be found out", e);
            return Range.unknown();
        }
    }

    /** Tries everything forbidden from inside a cage of a kind, with no files and no limits of anybody's. */
    private Verdict attack(Kind kind) {
        Cage.Builder cage = Cage.builder();
        try {
            if (kind.tier() == Tier.NAMESPACES) {
                cage.namespaces(kernel().flags(), kernel().ids())
                        .view(range.view(stage, kind.scratch() ? SCRATCH : 0, kind.given()));
            } else if (kind.tier() == Tier.LANDLOCK) {
                cage.landlock(new Landlock(kernel().landlock(), List.of(), List.of()));
            }
            if (kernel().hasFilter()) {
                cage.filter(filter(kind.rules()));
            }
            if (kernel().ids().root()) {
                cage.user(firstUser, kind.readsAll());
            }
            return range.attack(launcher.trial().orElseThrow(), cage.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What each layer of confinement is worth here. */
    public List<Diagnosis> diagnose() {
        Kernel here = kernel();
        List<Diagnosis> findings = new ArrayList<>();
        findings.add(finding(
                "namespaces",
                here.namespaces(),
                "isolates have files, processes and a network of their own",
                Remedy.here().namespaces()));
        findings.add(finding(
                "system call filter",
                here.filter(),
                "isolates start no processes, open no sockets and gain no privileges",
                "use a kernel with CONFIG_SECCOMP_FILTER on x86_64 or aarch64"));
        findings.add(
                here.landlock() > 0
                        ? new Diagnosis(
                                "Landlock", State.OK, "version " + here.landlock() + ", used without namespaces", "")
                        : new Diagnosis(
                                "Landlock",
                                here.hasNamespaces() ? State.DEGRADED : State.MISSING,
                                "not in this kernel, and needed only without namespaces",
                                "use a kernel from 5.13 on with landlock among its security modules (lsm=)"));
        if (here.ids().root()) {
            findings.add(UserRange.ofMachine().diagnose(firstUser, USERS));
        }
        return findings;
    }

    private static Diagnosis finding(String layer, String reason, String detail, String remedy) {
        return reason.isEmpty()
                ? new Diagnosis(layer, State.OK, detail, "")
                : new Diagnosis(layer, State.MISSING, reason, remedy);
    }

    /** Refuses a plan that lacks what is required. */
    private Plan checked(VmConfig config, Plan plan) {
        Confinement wanted = config.confinement();
        boolean off = wanted.mode() == Confinement.Mode.OFF;
        for (Control row : plan.report().controls()) {
            boolean required = wanted.mode() == Confinement.Mode.REQUIRED
                    || (!off && row.name().equals(Attack.NETWORK) && !config.networked());
            if (required && !row.enforced()) {
                throw row.name().equals(Attack.PROCESSES)
                                && wanted.limits().processes().orElse(2) > 1
                        ? new SandboxUnavailableException("VM " + config.id(), row.name(), UNLIMITED, LIMIT_THEM)
                        : new SandboxUnavailableException("VM " + config.id(), row.name(), cause(), REMEDY);
            }
            if (!off && !row.enforced() && wanted.files() == Confinement.Files.OWN && warned.add(row.name())) {
                log.warn("Nothing here enforces '{}' for VMs such as {}; vm:info shows it", row.name(), config.id());
            }
        }
        return plan;
    }

    String cause() {
        Kernel here = kernel();
        return here.hasNamespaces()
                ? "the engine cannot be confined"
                : "namespaces: " + here.namespaces() + (here.hasFilter() ? "" : "; filter: " + here.filter());
    }

    private static final String UNLIMITED = "its limits allow more than one process";
    private static final String LIMIT_THEM =
            "set Limits.Builder.processes(1), or begin with Confinement.of(profile).limits().toBuilder(): "
                    + "Limits.builder() begins without limits";

    static final String REMEDY =
            "luarium:doctor says what this machine lacks; with mode OFF, and code you trust, it is not asked for";
}
