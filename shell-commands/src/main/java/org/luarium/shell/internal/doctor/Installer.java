// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How software is installed on this system, so that a remedy can be typed.
 *
 * @param family the distribution that this one is or is like
 */
record Installer(String family) {
    private static final Map<String, String> COMMANDS = Map.of(
            "debian", "apt-get install ",
            "fedora", "dnf install ",
            "suse", "zypper install ",
            "alpine", "apk add ",
            "arch", "pacman -S ",
            "mac", "brew install ");

    /** What packages are called where that is not the name on Debian. */
    private static final Map<String, Map<String, String>> NAMES = Map.of(
            "fedora", Map.of("lua5.4", "lua", "lua5.1", "compat-lua", "build-essential", "gcc gcc-c++ make"),
            "suse",
                    Map.of(
                            "lua5.4",
                            "lua54",
                            "lua5.3",
                            "lua53",
                            "lua5.1",
                            "lua51",
                            "build-essential",
                            "gcc gcc-c++ make"),
            "alpine", Map.of("build-essential", "build-base"),
            "arch",
                    Map.of(
                            "lua5.4",
                            "lua",
                            "lua5.3",
                            "lua53",
                            "lua5.2",
                            "lua52",
                            "lua5.1",
                            "lua51",
                            "build-essential",
                            "base-devel"),
            "mac", Map.of("lua5.4", "lua", "lua5.3", "lua@5.3", "lua5.1", "lua@5.1", "build-essential", "llvm make"));

    static Installer ofMachine() {
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")) {
            return new Installer("mac");
        }
        try {
            return of(Files.readAllLines(Path.of("/etc/os-release")));
        } catch (IOException e) {
            return new Installer("");
        }
    }

    /** Reads what {@code /etc/os-release} says. */
    static Installer of(List<String> release) {
        List<String> words = release.stream()
                .filter(line -> line.startsWith("ID=") || line.startsWith("ID_LIKE="))
                .flatMap(line -> Arrays.stream(
                        line.substring(line.indexOf('=') + 1).replace("\"", "").split(" ", -1)))
                .map(word -> word.startsWith("opensuse") ? "suse" : word.equals("ubuntu") ? "debian" : word)
                .toList();
        return new Installer(
                words.stream().filter(COMMANDS::containsKey).findFirst().orElse(""));
    }

    /**
     * The command that installs something.
     *
     * @param name what it is called on Debian
     */
    String command(String name) {
        String command = COMMANDS.get(family);
        return command == null
                ? "install " + name
                : command + NAMES.getOrDefault(family, Map.of()).getOrDefault(name, name);
    }
}
