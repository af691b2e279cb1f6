// SPDX-License-Identifier: Apache-2.0
package org.luarium.docs;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the site. */
final class Main {
    private Main() {}

    /** Takes the root of the repository, and the folder to write to. */
    public static void main(String... arguments) throws IOException {
        Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
        new Site(Book.of(root)).write(Path.of(arguments[1]).toAbsolutePath());
    }
}
