// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.core.internal.engine.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Lua side of the link as files that interpreters can load: its source, and for each engine in use a compiled form without debug information. Each form
 * is two files, one that every process loads at its start and, with {@link #REST} after its name, one that it loads when it needs it.
 *
 * <p>Parsing the source takes as long as starting the interpreter, and the debug information is two thirds of what the script occupies in each process.
 */
public final class BootScript {
    private static final Logger log = LoggerFactory.getLogger(BootScript.class);
    private static final String RESOURCES = "/org/luarium/core/internal/child/";
    private static final String REST = ".rest";

    private final Path folder;
    private final Path source;
    private final Map<String, Path> compiled = new ConcurrentHashMap<>();

    /** Writes the source into a folder of this process. */
    public BootScript(Path folder) throws IOException {
        this.folder = folder;
        source = folder.resolve("boot.lua");
        unpack();
    }

    private void unpack() throws IOException {
        unpack("rest.lua", rest(source));
        unpack("boot.lua", source);
    }

    /** Replaces what somebody has deleted; called when an interpreter did not start. */
    synchronized void repair() {
        compiled.values().removeIf(file -> !isThere(file));
        if (!isThere(source)) {
            try {
                unpack();
                log.warn("{} was gone and is there again", source);
            } catch (IOException e) {
                log.warn("{} is gone", source, e);
            }
        }
    }

    private static boolean isThere(Path file) {
        return Files.isRegularFile(file) && Files.isRegularFile(rest(file));
    }

    private static void unpack(String name, Path file) throws IOException {
        try (InputStream text = requireNonNull(BootScript.class.getResourceAsStream(RESOURCES + name), name)) {
            Files.copy(text, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The best form there is for an engine now. */
    Path forEngine(Engine engine) {
        return compiled.getOrDefault(key(engine), source);
    }

    boolean isCompiledFor(Engine engine) {
        return compiled.containsKey(key(engine));
    }

    Path source() {
        return source;
    }

    /** What belongs to a file of the first half. */
    static Path rest(Path file) {
        return file.resolveSibling(file.getFileName() + REST);
    }

    /** Takes the compiled form that an engine has made of the source. */
    void compiled(Engine engine, byte[] code, byte[] restCode) {
        Path file = folder.resolve("boot-" + Integer.toHexString(key(engine).hashCode()) + ".luac");
        try {
            write(rest(file), restCode);
            write(file, code);
            compiled.put(key(engine), file);
        } catch (IOException e) {
            log.debug(
                    "the source of the link stays in use for {}", engine.info().name(), e);
        }
    }

    private void write(Path file, byte[] code) throws IOException {
        Path fresh = Files.createTempFile(folder, "boot", ".tmp");
        Files.write(fresh, code);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String key(Engine engine) {
        return String.join(" ", engine.command());
    }
}
