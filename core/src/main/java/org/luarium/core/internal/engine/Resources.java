// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What the bundle carries. */
final class Resources {
    private Resources() {}

    static byte[] read(String path) throws IOException {
        try (InputStream in = Resources.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new FileNotFoundException("this copy of Luarium does not contain " + path);
            }
            return in.readAllBytes();
        }
    }

    /** Reads a file from a jar inside the bundle. */
    static byte[] read(String jar, String name) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(read(jar)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return zip.readAllBytes();
                }
            }
        }
        throw new FileNotFoundException("this copy of Luarium does not contain " + name + " in " + jar);
    }
}
