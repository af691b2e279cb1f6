// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of a script cannot be read: it is missing, a directory, or not readable. Nothing ran. */
public final class ScriptFileException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    /**
     * Creates the exception.
     *
     * @param file the file
     * @param reason why it cannot be read, such as {@code no such file}
     * @param cause what led to it, or {@code null}
     */
    public ScriptFileException(Path file, String reason, @Nullable Throwable cause) {
        super("cannot run " + file + ": " + reason + "; name a readable Lua file", cause);
        this.file = requireNonNull(file, "file");
    }

    /**
     * The file that was asked for.
     *
     * @return its path
     */
    public Path file() {
        return file;
    }
}
