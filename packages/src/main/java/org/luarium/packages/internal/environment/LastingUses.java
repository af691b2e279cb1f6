// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Which generations persistent VMs use. They outlive the process that has started them, and no process may be there that knows of them, so each use is a file: the folder of the VM, and its id.
 * It counts until the VM gets a fresh process or its folder is gone.
 */
final class LastingUses {
    private static final String PREFIX = ".kept-";

    private final Path root;

    LastingUses(Path root) {
        this.root = root;
    }

    /** Files whose names begin like that. */
    static List<Path> files(Path root, String prefix) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(root)) {
            DirectoryStream.Filter<Path> filter =
                    file -> String.valueOf(file.getFileName()).startsWith(prefix);
            try (DirectoryStream<Path> found = Files.newDirectoryStream(root, filter)) {
                found.forEach(files::add);
            }
        }
        return files;
    }

    /** Notes a use. */
    void add(String environment, int generation, String vm, Path folder) throws IOException {
        if (generations(environment, folder).contains(generation)) {
            return;
        }
        String name = GenerationUses.key(environment, generation) + UUID.randomUUID();
        Path hidden = root.resolve(".new" + PREFIX + name);
        Files.writeString(hidden, folder + "\n" + vm + "\n");
        Files.move(hidden, root.resolve(PREFIX + name), ATOMIC_MOVE);
    }

    /** The generations that the VM of a folder uses, ascending. */
    List<Integer> generations(String environment, Path folder) throws IOException {
        TreeSet<Integer> generations = new TreeSet<>();
        for (Path file : files(root, PREFIX + environment + "@")) {
            if (folder.toString().equals(line(file, 0))) {
                String name = String.valueOf(file.getFileName());
                int begin = name.indexOf('@') + 1;
                generations.add(Integer.parseInt(name.substring(begin, name.indexOf('@', begin))));
            }
        }
        return List.copyOf(generations);
    }

    /** Takes the notes of a VM away, and those of VMs that are gone. */
    void clear(Path folder) throws IOException {
        for (Path file : files(root, PREFIX)) {
            String path = line(file, 0);
            if (folder.toString().equals(path) || !Files.isDirectory(Path.of(path))) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The VMs that use a generation. */
    List<String> users(String key) throws IOException {
        List<String> users = new ArrayList<>();
        for (Path file : files(root, PREFIX + key)) {
            if (Files.isDirectory(Path.of(line(file, 0)))) {
                users.add(line(file, 1));
            } else {
                Files.deleteIfExists(file);
            }
        }
        return users;
    }

    private static String line(Path file, int number) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        List<String> lines = Files.readAllLines(file, UTF_8);
        return number < lines.size() ? lines.get(number) : "";
    }
}
