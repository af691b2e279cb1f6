// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import java.util.Locale;
import java.util.Optional;

/** A processor for which this package can write Linux executables. */
public enum Architecture {
    X86_64(62),
    AARCH64(183);

    private final int elfMachine;

    Architecture(int elfMachine) {
        this.elfMachine = elfMachine;
    }

    int elfMachine() {
        return elfMachine;
    }

    Assembler assembler() {
        return this == X86_64 ? new X64Assembler() : new A64Assembler();
    }

    /** Returns the architecture of this JVM, or empty where none of the generated executables can run. */
    public static Optional<Architecture> current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Optional<Architecture> of(String osName, String osArch) {
        if (!osName.equals("Linux")) {
            return Optional.empty();
        }
        return switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64", "x86-64" -> Optional.of(X86_64);
            case "aarch64", "arm64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }
}
