// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.luarium.packages.internal.rockspec.Recipe;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.store.Build;

/** Has make, cmake or commands build a rock with the words that LuaRocks would use. They install it into a folder of the build. */
final class DelegatedBuild {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final String CMAKE_FOLDER = "build.luarocks";

    private final Build build;
    private final String type;
    private final Recipe recipe;
    private final Path sources;
    private final Variables variables;

    DelegatedBuild(Build build, Rockspec rockspec, Path sources, Variables variables) {
        this.build = build;
        this.type = rockspec.build().type();
        this.recipe = rockspec.build().recipe();
        this.sources = sources;
        this.variables = variables;
    }

    static boolean isOf(String type) {
        return type.equals("make") || type.equals("cmake") || type.equals("command");
    }

    void run() throws IOException {
        switch (type) {
            case "make" -> make();
            case "cmake" -> cmake();
            default -> {
                command(recipe.buildCommand());
                command(recipe.installCommand());
            }
        }
    }

    private void make() {
        if (recipe.buildPass()) {
            make(recipe.buildTarget(), recipe.buildVariables());
        }
        if (recipe.installPass()) {
            make(recipe.installTarget(), recipe.installVariables());
        }
    }

    private void make(String target, SortedMap<String, String> assignments) {
        List<String> command = new ArrayList<>(
                List.of(variables.get("MAKE"), "-f", recipe.makefile().isEmpty() ? "Makefile" : recipe.makefile()));
        words(target).forEach(command::add);
        SortedMap<String, String> all = new TreeMap<>(variables.substitute(assignments));
        if (variables.has("CC")) {
            all.putIfAbsent("CC", variables.get("CC"));
        }
        all.forEach((name, value) -> command.add(name + "=" + value));
        build.exec(sources, command);
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(SPACE.split(text.strip(), -1));
    }

    private void cmake() throws IOException {
        if (!recipe.cmake().isEmpty()) {
            Path file = sources.resolve("CMakeLists.txt");
            // A patch may have made it a link
            Files.deleteIfExists(file);
            Files.write(file, recipe.cmake().getBytes(UTF_8), CREATE_NEW);
        }
        String cmake = variables.get("CMAKE");
        List<String> command = new ArrayList<>(List.of(cmake, "-H.", "-B" + CMAKE_FOLDER, "-GUnix Makefiles"));
        for (Map.Entry<String, String> variable :
                variables.substitute(recipe.buildVariables()).entrySet()) {
            command.add("-D" + variable.getKey() + "=" + variable.getValue());
        }
        build.exec(sources, command);
        if (recipe.buildPass()) {
            build.exec(sources, List.of(cmake, "--build", CMAKE_FOLDER, "--config", "Release"));
        }
        if (recipe.installPass()) {
            build.exec(sources, List.of(cmake, "--build", CMAKE_FOLDER, "--target", "install", "--config", "Release"));
        }
    }

    private void command(String text) {
        if (!text.isBlank()) {
            build.exec(sources, List.of("env", "CC=" + variables.get("CC"), "sh", "-c", variables.substitute(text)));
        }
    }
}
