// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What there is on this machine for builds. Programs come from the folders that confined builds see; headers and libraries
 * from the system, and from folders that somebody added, which are looked at first.
 *
 * @param programs folders of programs
 * @param roots folders with {@code include} and {@code lib}
 */
public record Machine(List<Path> programs, List<Path> roots) {
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/bin"));
    private static final List<Path> SYSTEM = List.of(Path.of("/usr/local"), Path.of("/usr"));
    private static final Path VISIBLE = Path.of("/usr");

    public Machine {
        programs = List.copyOf(programs);
        roots = List.copyOf(roots);
    }

    /**
     * This machine.
     *
     * @param added absolute folders with {@code include} and {@code lib}
     */
    public static Machine of(List<Path> added) {
        List<Path> roots = new ArrayList<>();
        added.forEach(root -> roots.add(root.toAbsolutePath().normalize()));
        roots.addAll(SYSTEM);
        return new Machine(PROGRAMS, roots);
    }

    /** A file, and the root that it is in. */
    record Found(Path root, Path folder, Path file) {
        /** Whether builds see it without being given it. */
        boolean isOfSystem() {
            return root.startsWith(VISIBLE);
        }
    }

    Optional<Path> program(String name) {
        return programs.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A header, by a path such as {@code openssl/ssl.h}. The folder is the one that the path begins in. */
    Optional<Found> header(String path) {
        return find(List.of("include", "include/" + multiarch()), List.of(path));
    }

    /** A library, by the name that a linker takes, or by that of its file. */
    Optional<Found> library(String name) {
        List<String> folders = List.of("lib", "lib/" + multiarch(), "lib64");
        Optional<Found> found = find(folders, List.of(name, "lib" + name + ".so", "lib" + name + ".a"));
        return found.isPresent() ? found : versioned(folders, "lib" + name + ".so.*");
    }

    private Optional<Found> find(List<String> folders, List<String> names) {
        for (Path root : roots) {
            for (String folder : folders) {
                for (String name : names) {
                    Path file = root.resolve(folder).resolve(name);
                    if (Files.isRegularFile(file)) {
                        return Optional.of(new Found(root, root.resolve(folder), file));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Found> versioned(List<String> folders, String pattern) {
        for (Path root : roots) {
            for (String folder : folders) {
                Path place = root.resolve(folder);
                if (!Files.isDirectory(place)) {
                    continue;
                }
                try (DirectoryStream<Path> files = Files.newDirectoryStream(place, pattern)) {
                    for (Path file : files) {
                        return Optional.of(new Found(root, place, file));
                    }
                } catch (IOException e) {
                    // what cannot be read is not there
                }
            }
        }
        return Optional.empty();
    }

    String programsText() {
        return programs.stream().map(Path::toString).collect(Collectors.joining(" or "));
    }

    String rootsText() {
        return roots.stream().map(Path::toString).collect(Collectors.joining(" or "));
    }

    /** The platform as LuaRocks calls it in the names of rocks. */
    public static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String name = system.contains("mac") ? "macosx" : system.replace(' ', '-');
        return name + "-" + processor();
    }

    private static String processor() {
        String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return switch (processor) {
            case "amd64" -> "x86_64";
            case "arm64" -> "aarch64";
            case "i386", "i486", "i586", "i686" -> "x86";
            default -> processor;
        };
    }

    /** Where the loader of the system looks for libraries. */
    static List<Path> libraryFolders() {
        return Stream.of("/lib/" + multiarch(), "/usr/lib/" + multiarch(), "/lib64", "/usr/lib64", "/lib", "/usr/lib")
                .map(Path::of)
                .toList();
    }

    private static String multiarch() {
        return processor() + "-linux-gnu";
    }
}
