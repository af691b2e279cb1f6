// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.vm.BootScript;

/** A folder with the helpers that floors need. Readable by everybody, because some rows run without privileges. */
public final class Workshop implements AutoCloseable {
    private static final List<String> SOURCES = List.of("pingpong", "link", "spawn");
    private static final List<String> SCRIPTS = List.of("echo.lua", "idle.lua");

    private final Path folder;
    private final boolean owned;

    private Workshop(Path folder, boolean owned) {
        this.folder = folder;
        this.owned = owned;
    }

    /** Makes a new one: compiles what can be compiled here. */
    public static Workshop create() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("luarium-benchmarks");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String script : SCRIPTS) {
            unpack(script, folder);
        }
        new BootScript(folder);
        for (String source : SOURCES) {
            Path file = unpack(source + ".c", folder);
            Optional<Path> compiler = Commands.find("gcc").or(() -> Commands.find("cc"));
            if (compiler.isPresent()) {
                Commands.run(
                        compiler.get().toString(),
                        "-O2",
                        "-o",
                        folder.resolve(source).toString(),
                        file.toString());
            }
        }
        Path hello = folder.resolve(Hello.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(hello.getParent());
        try (InputStream source = requireNonNull(Hello.class.getResourceAsStream("Hello.class"))) {
            Files.copy(source, hello);
        }
        return new Workshop(folder, true);
    }

    /** Uses one that another process has made. */
    public static Workshop existing(Path folder) {
        return new Workshop(folder, false);
    }

    private static Path unpack(String name, Path folder) throws IOException {
        Path target = folder.resolve(name);
        try (InputStream source = requireNonNull(Workshop.class.getResourceAsStream(name), name)) {
            Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }

    public Path folder() {
        return folder;
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** A program written in C, if this machine has a compiler. */
    public Optional<Tool> tool(String name, String... arguments) throws IOException {
        Path program = folder.resolve(name);
        if (!Files.isExecutable(program)) {
            return Optional.empty();
        }
        String[] command = new String[arguments.length + 1];
        command[0] = program.toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Optional.of(new Tool(command));
    }

    @Override
    public void close() {
        if (owned) {
            Folders.delete(folder);
        }
    }
}
