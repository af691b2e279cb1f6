// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.luarium.core.internal.confine.Inspection;
import org.luarium.core.internal.engine.Engine;
import org.luarium.core.internal.files.PrivateFiles;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;

/**
 * What the next JVM has to know of a persistent VM, as a file of properties.
 *
 * @param config what it was created from
 * @param engine the interpreter it runs on
 * @param owner who created it
 * @param created when
 * @param report what is enforced
 * @param inspection what the kernel must say of its process
 * @param end how its process has ended, if this is known already
 */
record VmRecord(
        VmConfig config,
        Engine engine,
        String owner,
        Instant created,
        ConfinementReport report,
        Inspection inspection,
        Optional<End> end) {
    /**
     * How a process has ended.
     *
     * @param status its status
     * @param lastOutput the last it has written past its link
     */
    record End(ExitStatus status, String lastOutput) {}

    private static final String FILE = "vm";
    private static final int LARGEST = 1 << 20;

    void write(Path folder) throws IOException {
        Properties p = new Properties();
        p.setProperty("owner", owner);
        p.setProperty("created", created.toString());
        p.setProperty("inspection", inspection.text());
        writeConfig(p);
        writeLimits(p, config.confinement().limits());
        EngineInfo info = engine.info();
        p.setProperty("engine.name", info.name());
        p.setProperty("engine.kind", info.kind().name());
        p.setProperty("engine.version", info.version());
        p.setProperty("engine.dialect", info.dialect());
        info.executable().ifPresent(path -> p.setProperty("engine.executable", path.toString()));
        p.setProperty("engine.interrupt", info.interrupt().name());
        p.setProperty("engine.memory", Boolean.toString(engine.memoryByAddressSpace()));
        put(p, "engine.command", engine.command());
        engine.variables().forEach((name, value) -> p.setProperty("engine.variable." + name, value));
        p.setProperty("report.profile", report.profile().name());
        List<String> rows = new ArrayList<>();
        for (ConfinementReport.Control row : report.controls()) {
            rows.addAll(List.of(row.name(), row.limit(), row.enforcedBy(), row.verified()));
        }
        put(p, "report.row", rows);
        end.ifPresent(ended -> {
            p.setProperty("end.output", ended.lastOutput());
            ended.status().code().ifPresent(code -> p.setProperty("end.code", Integer.toString(code)));
            ended.status().signal().ifPresent(signal -> p.setProperty("end.signal", Integer.toString(signal)));
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        p.store(out, null);
        PrivateFiles.replace(folder.resolve(FILE), out.toByteArray());
    }

    private void writeConfig(Properties p) {
        p.setProperty("id", config.id());
        p.setProperty("engine", config.engine());
        config.environment().ifPresent(name -> p.setProperty("environment", name));
        p.setProperty("networked", Boolean.toString(config.networked()));
        p.setProperty("debug", Boolean.toString(config.debug()));
        p.setProperty("echo", Boolean.toString(config.echoValues()));
        p.setProperty("replace", Boolean.toString(config.replaceOnKill()));
        config.variables().forEach((name, value) -> p.setProperty("variable." + name, value));
        Confinement confinement = config.confinement();
        p.setProperty("profile", confinement.profile().name());
        p.setProperty("mode", confinement.mode().name());
        p.setProperty("files", confinement.files().name());
        p.setProperty("library", confinement.library().name());
        p.setProperty("native", Boolean.toString(confinement.nativeModules()));
        put(p, "readable", confinement.readable().stream().map(Path::toString).toList());
        put(p, "shared", confinement.shared().stream().map(Path::toString).toList());
    }

    private static void writeLimits(Properties p, Limits limits) {
        limits.wallTime().ifPresent(limit -> p.setProperty("limit.wall", limit.toString()));
        limits.cpuTime().ifPresent(limit -> p.setProperty("limit.cpu", limit.toString()));
        limits.memoryBytes().ifPresent(limit -> p.setProperty("limit.memory", Long.toString(limit)));
        limits.processes().ifPresent(limit -> p.setProperty("limit.processes", Integer.toString(limit)));
        limits.openFiles().ifPresent(limit -> p.setProperty("limit.open-files", Integer.toString(limit)));
        limits.fileBytes().ifPresent(limit -> p.setProperty("limit.file", Long.toString(limit)));
        p.setProperty("limit.output", Long.toString(limits.outputBytes()));
        p.setProperty("limit.frame", Integer.toString(limits.frameBytes()));
        p.setProperty("limit.nesting", Integer.toString(limits.nesting()));
        p.setProperty("limit.queue", Integer.toString(limits.queuedCalls()));
        p.setProperty("limit.scratch", Long.toString(limits.scratchBytes()));
        p.setProperty("limit.start", limits.startTime().toString());
        p.setProperty("limit.grace", limits.grace().toString());
    }

    private static void put(Properties p, String name, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            p.setProperty(name + "." + i, values.get(i));
        }
    }

    /**
     * Reads what another JVM has written.
     *
     * @throws IOException if it is not there or damaged
     */
    static VmRecord read(Path folder) throws IOException {
        Properties p = new Properties();
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
            throw new IOException("there is no record of the VM in " + folder);
        }
        try (InputStream in = Files.newInputStream(file)) {
            p.load(in);
            return read(p);
        } catch (RuntimeException e) {
            throw new IOException("the record of the VM in " + folder + " is damaged", e);
        }
    }

    private static VmRecord read(Properties p) {
        EngineInfo info = new EngineInfo(
                text(p, "engine.name"),
                EngineInfo.Kind.valueOf(text(p, "engine.kind")),
                text(p, "engine.version"),
                text(p, "engine.dialect"),
                Optional.ofNullable(p.getProperty("engine.executable")).map(Path::of),
                EngineInfo.Interrupt.valueOf(text(p, "engine.interrupt")),
                "");
        Engine engine =
                new Engine(info, list(p, "engine.command"), map(p, "engine.variable."), flag(p, "engine.memory"));
        List<String> cells = list(p, "report.row");
        List<ConfinementReport.Control> rows = new ArrayList<>();
        for (int i = 0; i + 3 < cells.size(); i += 4) {
            rows.add(new ConfinementReport.Control(cells.get(i), cells.get(i + 1), cells.get(i + 2), cells.get(i + 3)));
        }
        return new VmRecord(
                readConfig(p),
                engine,
                text(p, "owner"),
                Instant.parse(text(p, "created")),
                new ConfinementReport(Profile.valueOf(text(p, "report.profile")), rows),
                Inspection.parse(text(p, "inspection")),
                Optional.ofNullable(p.getProperty("end.output")).map(output -> new End(readStatus(p), output)));
    }

    private static ExitStatus readStatus(Properties p) {
        return new ExitStatus(number(p, "end.code"), number(p, "end.signal"), Duration.ZERO, 0);
    }

    private static OptionalInt number(Properties p, String name) {
        String value = p.getProperty(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value));
    }

    private static VmConfig readConfig(Properties p) {
        Confinement.Builder confinement = Confinement.builder(Profile.valueOf(text(p, "profile")))
                .mode(Confinement.Mode.valueOf(text(p, "mode")))
                .files(Confinement.Files.valueOf(text(p, "files")))
                .library(Confinement.Library.valueOf(text(p, "library")))
                .nativeModules(flag(p, "native"))
                .limits(readLimits(p));
        list(p, "readable").forEach(path -> confinement.readable(Path.of(path)));
        list(p, "shared").forEach(path -> confinement.shared(Path.of(path)));
        VmConfig.Builder config = VmConfig.builder(text(p, "id"))
                .engine(text(p, "engine"))
                .networked(flag(p, "networked"))
                .persistent(true)
                .debug(flag(p, "debug"))
                .echoValues(flag(p, "echo"))
                .replaceOnKill(flag(p, "replace"))
                .confinement(confinement.build());
        if (p.getProperty("environment") != null) {
            config.environment(text(p, "environment"));
        }
        map(p, "variable.").forEach(config::variable);
        return config.build();
    }

    private static Limits readLimits(Properties p) {
        Limits.Builder limits = Limits.builder()
                .outputBytes(Long.parseLong(text(p, "limit.output")))
                .frameBytes(Integer.parseInt(text(p, "limit.frame")))
                .nesting(Integer.parseInt(text(p, "limit.nesting")))
                .queuedCalls(Integer.parseInt(text(p, "limit.queue")))
                .scratchBytes(Long.parseLong(text(p, "limit.scratch")))
                .startTime(Duration.parse(text(p, "limit.start")))
                .grace(Duration.parse(text(p, "limit.grace")));
        ifThere(p, "limit.wall", value -> limits.wallTime(Duration.parse(value)));
        ifThere(p, "limit.cpu", value -> limits.cpuTime(Duration.parse(value)));
        ifThere(p, "limit.memory", value -> limits.memoryBytes(Long.parseLong(value)));
        ifThere(p, "limit.processes", value -> limits.processes(Integer.parseInt(value)));
        ifThere(p, "limit.open-files", value -> limits.openFiles(Integer.parseInt(value)));
        ifThere(p, "limit.file", value -> limits.fileBytes(Long.parseLong(value)));
        return limits.build();
    }

    private static void ifThere(Properties p, String name, Consumer<String> use) {
        String value = p.getProperty(name);
        if (value != null) {
            use.accept(value);
        }
    }

    private static String text(Properties p, String name) {
        String value = p.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }

    private static boolean flag(Properties p, String name) {
        return Boolean.parseBoolean(text(p, name));
    }

    private static List<String> list(Properties p, String name) {
        List<String> list = new ArrayList<>();
        for (String value = p.getProperty(name + ".0"); value != null; ) {
            list.add(value);
            value = p.getProperty(name + "." + list.size());
        }
        return list;
    }

    private static Map<String, String> map(Properties p, String prefix) {
        Map<String, String> map = new TreeMap<>();
        for (String name : p.stringPropertyNames()) {
            if (name.startsWith(prefix)) {
                map.put(name.substring(prefix.length()), p.getProperty(name));
            }
        }
        return map;
    }
}
