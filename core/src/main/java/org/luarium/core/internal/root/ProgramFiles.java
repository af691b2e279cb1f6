// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.root;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.luarium.core.internal.tool.Answer;
import org.luarium.core.internal.tool.BoundedTools;
import org.luarium.core.internal.tool.Printable;

/**
 * The files that an executable needs to run where there is nothing else. Its loader is asked, because nobody else knows
 * where it looks: the loader is run as bounded as any interpreter that is tried. Files that a program opens by itself
 * (modules, locales) are not among them. Thread-safe.
 */
public final class ProgramFiles {
    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final int REMEMBERED = 64;
    private static final String ADDRESS = " (0x";

    private record Known(List<Path> files, List<Stamp> stamps) {}

    private static final Map<String, Known> KNOWN = new ConcurrentHashMap<>();

    private ProgramFiles() {}

    /**
     * Returns the program, its loader and its libraries, each by the path under which it is looked for. Fast when asked
     * again, unless one of the files has changed.
     *
     * <p>Where a loader cannot read {@code /proc} (for {@code $ORIGIN}) and {@code /etc/ld.so.cache}, it finds all of them
     * only with {@link #libraryPath} in its environment.
     *
     * @param environment with which the program will run; the loader obeys {@code LD_LIBRARY_PATH} and its like
     * @throws IOException if it is not an ELF executable for this machine, or a library is missing
     */
    public static List<Path> of(Path program, Map<String, String> environment) throws IOException {
        String question = question(program, environment);
        List<Path> known = known(question);
        return known.isEmpty() ? remember(question, find(program, environment)) : known;
    }

    /** Returns the same for an empty environment, with the help of an index. */
    static List<Path> of(Path program, RootIndex index) throws IOException {
        String question = question(program, Map.of());
        List<Path> known = known(question);
        if (!known.isEmpty()) {
            return known;
        }
        Optional<List<Path>> earlier = index.program(program);
        if (earlier.isPresent()) {
            return remember(question, earlier.get());
        }
        List<Path> files = remember(question, find(program, Map.of()));
        index.keep(program, files);
        return files;
    }

    /** A text, because a JVM takes milliseconds to learn how to compare records of a class. */
    private static String question(Path program, Map<String, String> environment) {
        return program + "\0" + new TreeMap<>(environment);
    }

    private static List<Path> known(String question) {
        Known known = KNOWN.get(question);
        return known != null && known.stamps().stream().allMatch(Stamp::isStillTrue) ? known.files() : List.of();
    }

    private static List<Path> remember(String question, List<Path> files) throws IOException {
        List<Stamp> stamps = new ArrayList<>();
        for (Path file : files) {
            stamps.add(Stamp.of(file));
        }
        if (KNOWN.size() >= REMEMBERED) {
            KNOWN.clear();
        }
        KNOWN.put(question, new Known(files, List.copyOf(stamps)));
        return files;
    }

    /**
     * Returns what {@code LD_LIBRARY_PATH} must be so that a loader finds files under these paths, wherever they come from.
     * A folder whose name the variable cannot express is left out.
     */
    public static String libraryPath(Collection<Path> files) {
        return files.stream()
                .map(file -> String.valueOf(file.getParent()))
                .filter(folder -> folder.chars().noneMatch(c -> c == ':' || c == ';' || c == '$'))
                .distinct()
                .collect(Collectors.joining(":"));
    }

    private static List<Path> find(Path program, Map<String, String> environment) throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        files.add(file(program, program.toAbsolutePath().toString()));
        Optional<String> loader = ElfInterpreter.of(program);
        if (loader.isPresent()) {
            Path path = file(program, decoded(loader.get()));
            files.add(path);
            for (String line : ask(path, program, environment).lines().toList()) {
                library(program, line.strip()).ifPresent(files::add);
            }
        }
        return List.copyOf(files);
    }

    private static String ask(Path loader, Path program, Map<String, String> environment) throws IOException {
        // The real path: in a process, $ORIGIN is the folder of the file and not of a link to it
        List<String> command =
                List.of(loader.toString(), "--list", program.toRealPath().toString());
        Answer answer = new BoundedTools().run(command, environment, BOUND);
        if (answer.exitCode() != 0) {
            throw new IOException(program + " cannot run: " + loader + " cannot list its libraries: "
                    + (answer.failure().isEmpty() ? "exit code " + answer.exitCode() : answer.failure())
                    + Printable.quoted(", it printed: ", answer.output()));
        }
        return answer.output();
    }

    /** Understands {@code NAME => PATH (ADDRESS)} and {@code PATH (ADDRESS)}. */
    private static Optional<Path> library(Path program, String line) throws IOException {
        if (line.isEmpty() || line.equals("statically linked") || line.matches("linux-(vdso|gate)\\S* .*")) {
            return Optional.empty();
        }
        int arrow = line.indexOf(" => ");
        String target = arrow < 0 ? line : line.substring(arrow + " => ".length());
        if (target.equals("not found")) {
            throw new IOException(program + " cannot run: there is no library " + shown(line.substring(0, arrow)));
        }
        int address = target.lastIndexOf(ADDRESS);
        if (address < 0 || !target.endsWith(")")) {
            throw new IOException(program + " cannot run: its loader prints: " + shown(line));
        }
        return Optional.of(file(program, decoded(target.substring(0, address))));
    }

    /** Checks that a path means the same in a folder without links, where {@code ..} only shortens it. */
    private static Path file(Path program, String name) throws IOException {
        if (!name.startsWith("/") || name.chars().anyMatch(c -> c < ' ')) {
            throw new IOException(program + " needs '" + shown(name) + "', which is not an absolute path");
        }
        Path path;
        try {
            path = Path.of(name);
        } catch (InvalidPathException e) {
            throw new IOException(program + " needs '" + shown(name) + "', which is not a path", e);
        }
        if (!Files.isRegularFile(path)) {
            throw new IOException(program + " cannot run: " + shown(name) + " is not a file");
        }
        Path normal = path.normalize();
        if (!path.equals(normal) && !(Files.exists(normal) && Files.isSameFile(path, normal))) {
            throw new IOException(program + " needs " + shown(name) + ", which leads through a link and back");
        }
        return normal;
    }

    private static String decoded(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String shown(String text) {
        return Printable.of(text, 200);
    }
}
