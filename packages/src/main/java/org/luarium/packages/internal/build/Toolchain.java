// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.packages.internal.rockspec.Rockspecs;

/**
 * What rocks with C are built with.
 *
 * @param identity what tells this compiler from others, as part of the name of what it makes
 */
record Toolchain(Path compiler, Path headers, String identity) {
    private static final Pattern VERSION = Pattern.compile("#define\\s+LUA_VERSION_NUM\\s+(\\d+)");
    private static final List<String> INCLUDE_ROOTS = List.of("/usr/include", "/usr/local/include");

    /**
     * Finds the compiler of the system and the headers of a Lua.
     *
     * @throws RockBuildException if one of them is not there, saying what to install
     */
    static Toolchain find(String rock, String dialect) {
        Path compiler = findCompiler()
                .orElseThrow(() -> new RockBuildException(
                        rock, "it has C and there is no C compiler; install one, such as gcc, as program cc", null));
        Path headers = findHeaders(dialect)
                .orElseThrow(() -> new RockBuildException(
                        rock,
                        "it has C and the headers of Lua " + dialect + " are not in "
                                + String.join(" or ", INCLUDE_ROOTS)
                                + "; install them, as package liblua" + dialect + "-dev of Debian and Ubuntu or"
                                + " lua" + dialect + "-dev of Alpine",
                        null));
        try {
            Path real = compiler.toRealPath();
            String identity = real.getFileName() + "-" + Files.size(real) + "-" + System.getProperty("os.arch") + "-"
                    + Rockspecs.sha256(Files.readAllBytes(headers.resolve("luaconf.h")));
            return new Toolchain(compiler, headers, identity);
        } catch (IOException e) {
            throw new RockBuildException(rock, "the C compiler cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<Path> findCompiler() {
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "/usr/bin" : path).split(":", -1)) {
            Path program = Path.of(folder.isEmpty() ? "/usr/bin" : folder).resolve("cc");
            if (program.isAbsolute() && Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> findHeaders(String dialect) {
        String number = dialect.replace(".", "0");
        for (String root : INCLUDE_ROOTS) {
            for (String name : List.of("lua" + dialect, "lua/" + dialect, "lua-" + dialect, "")) {
                Path folder = Path.of(root).resolve(name);
                if (number.equals(version(folder.resolve("lua.h")))) {
                    return Optional.of(folder);
                }
            }
        }
        return Optional.empty();
    }

    private static String version(Path header) {
        try {
            Matcher matcher = VERSION.matcher(Files.isRegularFile(header) ? Files.readString(header) : "");
            return matcher.find() ? matcher.group(1) : "";
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Checks what the system has to bring.
     *
     * @throws RockBuildException if a header is missing
     */
    static void check(String rock, Map<String, Rockspec.ExternalDependency> dependencies) {
        dependencies.forEach((name, dependency) -> {
            String header = dependency.header();
            if (!header.isEmpty()
                    && INCLUDE_ROOTS.stream().noneMatch(root -> Files.isRegularFile(Path.of(root, header)))) {
                throw new RockBuildException(
                        rock,
                        "it needs the header " + header + " of " + name + ", which is not in "
                                + String.join(" or ", INCLUDE_ROOTS) + "; install the system's package that has it",
                        null);
            }
        });
    }
}
