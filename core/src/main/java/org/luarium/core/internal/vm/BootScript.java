// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The Lua side of the link as a file that interpreters can load. */
public final class BootScript {
    private static final String RESOURCE = "/org/luarium/core/internal/child/boot.lua";

    private BootScript() {}

    /** Writes it into a folder and returns its path. */
    public static Path extract(Path folder) throws IOException {
        Path target = folder.resolve("boot.lua");
        try (InputStream source = requireNonNull(BootScript.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }
}
