// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.luarium.isolate.Diagnosis;

/**
 * Programs that packages with code in C are built with.
 *
 * @param folders where builds look for programs
 */
record Tools(List<Path> folders, Installer installer) {
    static Tools ofMachine(Installer installer) {
        return new Tools(List.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/bin")), installer);
    }

    List<Diagnosis> diagnose() {
        return List.of(compiler(), buildTools(), luarocks());
    }

    private Diagnosis compiler() {
        return List.of("cc", "gcc", "clang").stream()
                .flatMap(name -> find(name).stream())
                .findFirst()
                .map(path -> Layer.COMPILER.ok(path.toString()))
                .orElseGet(() -> Layer.COMPILER.optional(
                        "none; only packages with code in C need one", installer.command("build-essential")));
    }

    private Diagnosis buildTools() {
        List<String> absent = List.of("make", "cmake", "ld", "ar").stream()
                .filter(name -> find(name).isEmpty())
                .toList();
        if (absent.isEmpty()) {
            return Layer.BUILD_TOOLS.ok("make, cmake, ld, ar");
        }
        return Layer.BUILD_TOOLS.optional(
                "no " + String.join(", ", absent) + "; only packages that are built with them need them",
                installer.command(absent.equals(List.of("cmake")) ? "cmake" : "build-essential"));
    }

    private Diagnosis luarocks() {
        return find("luarocks")
                .map(path -> Layer.LUAROCKS.ok(path + "; VMs do not see its trees, but what package:install installs"))
                .orElseGet(() ->
                        Layer.LUAROCKS.ok("not installed and not needed: package:install reads its repositories"));
    }

    private Optional<Path> find(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
