// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.BundleException;

/** Entry point of the executable jar and of {@code bin/luarium}. */
final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        // JLine looks for its terminal through the context class loader and must find its own bundle instead.
        Thread.currentThread().setContextClassLoader(null);
        Path cache = Files.createTempDirectory("luarium");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(cache), "delete-cache"));
        System.exit(run(cache));
    }

    private static int run(Path cache) throws IOException, BundleException, InterruptedException, URISyntaxException {
        Container container = Container.create(cache);
        for (BundleFile bundle : bundles()) {
            container.install(bundle);
        }
        container.start();
        return container.await();
    }

    private static List<BundleFile> bundles() throws IOException, URISyntaxException {
        File self = new File(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path directory = self.toPath().resolveSibling("../bundle").normalize();
        return Files.isDirectory(directory) ? BundleFile.inDirectory(directory) : BundleFile.inJar(self);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            System.err.println("luarium: cannot delete " + directory + ": " + e.getMessage());
        }
    }
}
