// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The facts without which no figure means anything. */
public final class Machine {
    private Machine() {}

    public static List<String> facts() throws InterruptedException {
        List<String> facts = new ArrayList<>();
        int cores = Runtime.getRuntime().availableProcessors();
        facts.add("processor: " + line("/proc/cpuinfo", "model name").orElse("unknown") + ", " + cores + " cores");
        facts.add("memory: " + line("/proc/meminfo", "MemTotal").orElse("unknown"));
        facts.add("system: " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch"));
        facts.add("Java: " + System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        lua().ifPresent(facts::add);
        load().ifPresent(facts::add);
        return facts;
    }

    private static Optional<String> lua() throws InterruptedException {
        Optional<Path> lua = Commands.find("lua5.4").or(() -> Commands.find("lua"));
        try {
            return lua.isEmpty()
                    ? Optional.of("Lua: none installed")
                    : Optional.of("Lua: " + Commands.run(lua.get().toString(), "-v"));
        } catch (IOException e) {
            return Optional.of("Lua: " + e.getMessage());
        }
    }

    /** How busy the machine was before we began: above the number of cores, times are not to be trusted. */
    private static Optional<String> load() {
        try {
            return Optional.of("load of the last minutes: "
                    + Files.readString(Path.of("/proc/loadavg")).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Memory that programs could still get. */
    public static long availableBytes() throws IOException {
        String available = line("/proc/meminfo", "MemAvailable")
                .orElseThrow(() -> new IOException("no MemAvailable in /proc/meminfo"));
        return Long.parseLong(available.replaceAll("[^0-9]", "")) << 10;
    }

    private static Optional<String> line(String file, String key) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
