// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The component that the README shows, and the statements of all documents, as a bundle, which is also the file {@code target/documented.jar}. */
final class DocumentedBundle {
    static final String PACKAGE = "documented";

    private DocumentedBundle() {}

    static InputStream build() throws Exception {
        Path classes = Files.createTempDirectory("documented");
        try (Builder builder = new Builder()) {
            List<Snippet> snippets = Markdown.blocks("java").map(Snippet::new).toList();
            for (int i = 0; i < snippets.size(); i++) {
                Snippet snippet = snippets.get(i);
                String complaints = snippet.compile(classes, snippet.isType() ? PACKAGE : PACKAGE + ".block" + i);
                if (!complaints.isEmpty()) {
                    throw new AssertionError(complaints);
                }
            }
            builder.addClasspath(classes.toFile());
            for (Path bundle : ShippedBundles.all()) {
                builder.addClasspath(bundle.toFile());
            }
            builder.setProperty("Bundle-SymbolicName", PACKAGE);
            builder.setProperty("Export-Package", PACKAGE);
            builder.setProperty("Private-Package", PACKAGE + ".*");
            Jar jar = builder.build();
            if (!builder.isOk()) {
                throw new AssertionError(builder.getErrors());
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            jar.write(bytes);
            save(bytes.toByteArray());
            return new ByteArrayInputStream(bytes.toByteArray());
        } finally {
            delete(classes);
        }
    }

    /** The documents load an extension from it; another JVM may do the same at the same time. */
    private static void save(byte[] content) throws IOException {
        Path folder = Path.of("target").toAbsolutePath();
        Path draft = Files.createTempFile(folder, PACKAGE, ".tmp");
        Files.write(draft, content);
        Files.move(draft, folder.resolve(PACKAGE + ".jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
