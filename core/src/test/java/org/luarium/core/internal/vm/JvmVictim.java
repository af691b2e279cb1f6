// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.core.internal.process.FifoLauncher;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmScope;

/** What the JVMs of {@link JvmFaultTest} do. */
final class JvmVictim {
    private static final List<Object> HELD = new ArrayList<>();

    private JvmVictim() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        Files.createDirectories(folder);
        if (arguments[0].equals("sharing")) {
            // A home is shared, a run is not.
            sharing(folder);
            return;
        }
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            switch (arguments[0]) {
                case "spawning" -> spawning(host);
                case "waiting" -> waiting(host);
                case "heap" -> heap(host);
                case "disk" -> disk(host, folder);
                case "descriptors" -> descriptors(host);
                case "pids" -> pids(host);
                case "reuse" -> reuse(host);
                default -> namespaces(host);
            }
            HELD.clear();
            say("next", execute(host.manager(), VmConfig.of("next"), "return 42"));
        }
    }

    private static void say(String what, Object value) {
        System.out.println(what + ": " + value);
    }

    private static VmConfig trusted(String id) {
        return VmConfig.builder(id).confinement(Confinement.of(Profile.TRUSTED)).build();
    }

    private static VmConfig untrusted(String id) {
        return VmConfig.builder(id)
                .confinement(Confinement.of(Profile.UNTRUSTED))
                .build();
    }

    /** What a new VM answers, or the exception. */
    private static String execute(VmScope manager, VmConfig config, String code) {
        try (Vm vm = manager.create(config)) {
            return vm.execute(code).orThrow().stdout().strip();
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName() + " "
                    + String.valueOf(e.getMessage()).replace('\n', ' ');
        }
    }

    private static void spawning(TestHost host) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        System.out.println("spawning");
        List<Future<Vm>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String id = "vm" + i;
            all.add(threads.submit(() -> host.manager().create(id)));
        }
        List<CompletableFuture<ExecutionResult>> running = new ArrayList<>();
        for (Future<Vm> each : all) {
            running.add(each.get().executeAsync("while true do end"));
        }
        say("running", running.size());
        threads.shutdown();
        System.in.read();
    }

    private static void waiting(TestHost host) throws Exception {
        Script script = Script.of("os.execute('sleep 11') return 1").withTimeout(Duration.ofSeconds(5));
        List<CompletableFuture<ExecutionResult>> running = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            running.add(host.manager().create(trusted("vm" + i)).executeAsync(script));
        }
        System.out.println("waiting");
        System.in.read();
        int inTime = 0;
        for (CompletableFuture<ExecutionResult> each : running) {
            inTime += each.join().success() ? 1 : 0;
        }
        say("in time", inTime);
        ExecutionResult late =
                host.manager().get("vm0").execute(Script.of("while true do end").withTimeout(Duration.ofMillis(300)));
        say("too late", late.outcome() == Outcome.TIMEOUT ? "TIMEOUT" : late);
    }

    private static void heap(TestHost host) {
        Vm existing = host.manager().create("existing");
        existing.execute("x = 1");
        // What is garbage does not count, so it goes first
        do {
            while (heapUsed() < 0.93) {
                HELD.add(new byte[200_000]);
            }
            System.gc();
        } while (heapUsed() < 0.925);
        say("refused", execute(host.manager(), VmConfig.of("refused"), "return 1"));
        say("existing", existing.execute("return x").value().asLong());
        HELD.clear();
        System.gc();
    }

    private static double heapUsed() {
        Runtime runtime = Runtime.getRuntime();
        return (double) (runtime.totalMemory() - runtime.freeMemory()) / runtime.maxMemory();
    }

    private static void disk(TestHost host, Path folder) throws IOException {
        Vm existing = host.manager().create(trusted("existing"));
        existing.execute("x = 1");
        existing.execute("return 1");
        Path filler = Files.createDirectories(folder.resolve("filler"));
        String reason = fill(filler);
        say("full", reason);
        int processes = processes().size();
        // The first needs a root that is not there yet, and cannot be written now.
        String first = execute(host.manager(), untrusted("root"), "return 42");
        for (int i = 0; i < 30; i++) {
            String each = execute(host.manager(), trusted("start" + i), "return 42");
            if (!each.equals("42")) {
                first = each;
            }
        }
        say("start", first);
        say("existing", existing.execute("return x").value().asLong());
        say("leaked", processes().size() - processes);
        try (Stream<Path> files = Files.list(filler)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static String fill(Path filler) {
        String problem = "";
        try (OutputStream out = Files.newOutputStream(filler.resolve("data"))) {
            byte[] block = new byte[4096];
            for (int i = 0; i < 100_000; i++) {
                out.write(block);
            }
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        }
        try {
            for (int i = 0; i < 300; i++) {
                Files.createFile(filler.resolve("file" + i));
            }
        } catch (IOException e) {
            problem += String.valueOf(e.getMessage());
        }
        return problem;
    }

    private static Set<Long> processes() {
        return Accounting.descendants(ProcessHandle.current().pid());
    }

    private static int openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        }
    }

    /** A bundle's classes come from a file that is open; those of this test come from files that cannot be opened any more then. */
    private static void loadClasses() throws Exception {
        for (String part : System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
            Path root = Path.of(part);
            if (!Files.isDirectory(root.resolve("org/luarium"))) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root.resolve("org/luarium"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".class")).toList()) {
                    String name = root.relativize(file).toString().replace('/', '.');
                    if (name.startsWith("org.luarium.core.internal.vm.")
                            || name.startsWith("org.luarium.core.internal.process.")
                            || name.startsWith("org.luarium.core.internal.c")
                            || name.startsWith("org.luarium.core.internal.root")
                            || name.startsWith("org.luarium.vm")
                            || name.startsWith("org.luarium.isolate")) {
                        load(name.substring(0, name.length() - ".class".length()));
                    }
                }
            }
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name);
        } catch (ClassNotFoundException | LinkageError e) {
            // A test whose libraries are not here.
            HELD.add(e);
        }
    }

    private static void descriptors(TestHost host) throws Exception {
        loadClasses();
        Vm existing = host.manager().create(trusted("existing"));
        existing.execute("x = 1");
        execute(host.manager(), VmConfig.of("warm"), "return 42");
        execute(host.manager(), trusted("warm"), "return 42");
        execute(host.manager(), VmConfig.builder("warm").engine("/nowhere").build(), "return 42");
        int processes = processes().size();
        int before = openFiles();
        int refused = 0;
        for (int left = 0; left < 12; left++) {
            List<FileInputStream> all = new ArrayList<>();
            try {
                while (true) {
                    all.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                for (int i = 0; i < left; i++) {
                    all.remove(all.size() - 1).close();
                }
            }
            String answer = execute(host.manager(), VmConfig.of("a" + left), "return 42");
            String plain = execute(host.manager(), trusted("b" + left), "return 42");
            for (FileInputStream each : all) {
                each.close();
            }
            refused += check(answer) + check(plain);
        }
        say("refused", refused);
        say("existing", existing.execute("return x").value().asLong());
        say("leaked", Math.abs(openFiles() - before) + Math.abs(processes().size() - processes));
    }

    private static int check(String answer) {
        if (answer.equals("42")) {
            return 0;
        }
        if (!answer.matches("(LuaProcess|SandboxUnavailable|LuaNotFound)Exception .*")) {
            throw new AssertionError("not a typed error: " + answer);
        }
        return 1;
    }

    private static void pids(TestHost host) throws Exception {
        Vm existing = host.manager().create("existing");
        existing.execute("x = 1");
        execute(host.manager(), VmConfig.of("warm"), "return 42");
        execute(host.manager(), VmConfig.of("warm"), "return 42");
        int processes = processes().size();
        Process filler = new ProcessBuilder("lua5.4", "-e", """
                        local all = {}
                        repeat
                          local next = io.popen("exec sleep 1000")
                          all[#all + 1] = next
                        until not next
                        print("full")
                        io.read()
                        """)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        filler.getInputStream().read();
        say("refused", execute(host.manager(), VmConfig.of("refused"), "return 42"));
        say("existing", existing.execute("return x").value().asLong());
        filler.descendants().forEach(ProcessHandle::destroyForcibly);
        filler.getOutputStream().close();
        filler.waitFor();
        Awaitility.await().until(() -> processes().size() <= processes);
        // One that was there before may have gone by itself.
        say("leaked", Math.max(0, processes().size() - processes));
    }

    private static void reuse(TestHost host) throws Exception {
        // Pids below 300 are not used again.
        Process push;
        do {
            push = new ProcessBuilder("true").start();
            push.waitFor();
        } while (push.pid() < 310);
        // One whose pid becomes that of a foreign process, one whose pid becomes that of another VM.
        Vm first = host.manager().create(trusted("first"));
        int firstPid = (int) first.info().pid();
        first.execute("os.exit(3)");
        Process canary = null;
        for (int i = 0; i < 2000 && canary == null; i++) {
            Process next = new ProcessBuilder("sleep", "600").start();
            if (next.pid() == firstPid) {
                canary = next;
            } else {
                next.destroyForcibly().waitFor();
            }
        }
        Vm second = null;
        Vm twin = null;
        for (int attempt = 0; attempt < 10 && twin == null; attempt++) {
            second = host.manager().create(trusted("second" + attempt));
            twin = twin(host, second);
        }
        if (canary == null || second == null || twin == null) {
            throw new AssertionError("no pid came again: " + canary + " " + twin);
        }
        twin.execute("x = 5");
        for (Vm dead : List.of(first, second)) {
            dead.isolate().kill();
            dead.interrupt();
            dead.close();
        }
        // What was asked of the spawner before is done before it starts another.
        execute(host.manager(), trusted("order"), "return 1");
        say("canary", canary.isAlive());
        say("other vm", twin.execute("return x").value().asLong());
        canary.destroyForcibly().waitFor();
    }

    /** Another VM with the pid of one that ends; null if some thread of the JVM has got it. */
    private static @Nullable Vm twin(TestHost host, Vm ending) throws Exception {
        long pid = ending.info().pid();
        ending.execute("os.exit(3)");
        for (int i = 0; i < 400; i++) {
            if (i % 7 == 0) {
                // So that the steps do not fit into the circle.
                new ProcessBuilder("true").start().waitFor();
            }
            Vm next = host.manager().create(trusted("vm"));
            if (next.info().pid() == pid) {
                return next;
            }
            next.close();
        }
        return null;
    }

    private static void namespaces(TestHost host) throws IOException {
        Path limit = Path.of("/proc/sys/user/max_net_namespaces");
        String before;
        try (FileInputStream in = new FileInputStream(limit.toFile())) {
            // In one read: files of the kernel's settings have no second part.
            byte[] text = new byte[32];
            before = new String(text, 0, in.read(text), java.nio.charset.StandardCharsets.US_ASCII);
        }
        Vm existing = host.manager().create("existing");
        existing.execute("x = 1");
        say("before", kind(host, untrusted("before")));
        Files.writeString(limit, "0");
        say("required", kind(host, untrusted("required")));
        say("preferred", kind(host, VmConfig.of("preferred")));
        say("existing", existing.execute("return x").value().asLong());
        Files.writeString(limit, before);
        say("again", kind(host, untrusted("again")));
    }

    private static String kind(TestHost host, VmConfig config) {
        try (Vm vm = host.manager().create(config)) {
            boolean own = vm.info().confinement().controls().stream()
                    .anyMatch(
                            control -> control.enforced() && control.toString().contains("namespace"));
            return (own ? "namespaces, " : "less, ")
                    + vm.execute("return 42").value().asLong();
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName() + " " + e.getMessage();
        }
    }

    private static void sharing(Path home) throws Exception {
        Path run = Files.createDirectories(
                home.resolve("run/" + ProcessHandle.current().pid()));
        FifoLauncher launcher = new FifoLauncher(Files.createDirectories(run.resolve("fifo")));
        Sandbox sandbox = TestHost.sandbox(launcher, home, Tier.NAMESPACES);
        try (VmHost host = new VmHost(
                HostConfig.defaults(),
                new EngineCatalog(home.resolve("engines"), System.getenv("PATH")),
                new ProcessFactory(launcher, new BootScript(run), sandbox),
                List.of(),
                TestHost.NOBODY)) {
            VmScope manager = host.manager("test", false);
            int used = 0;
            for (int i = 0; i < 10; i++) {
                used += execute(manager, untrusted("vm" + i), "return 42").equals("42") ? 1 : 0;
            }
            say("used", used);
            System.in.read();
            say("next", execute(manager, VmConfig.of("next"), "return 42"));
        }
    }
}
