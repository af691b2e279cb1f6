// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.util.tracker.ServiceTracker;

/** A JVM with nothing but a framework, which starts the bundles it is given in their order and asks the last of them. */
final class BareFramework {
    private static final Path OTHERS = Path.of("target/test-containers");

    private BareFramework() {}

    /** The file of a bundle in the zip, or of one that tests bring. */
    static Path file(String name) throws IOException {
        try (Stream<Path> files = Files.list(OTHERS)) {
            return Stream.concat(ShippedBundles.all().stream(), files)
                    .filter(file -> file.getFileName().toString().equals(name + ".jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no bundle " + name));
        }
    }

    /** What the service of type {@code Callable} says that one of the bundles has registered. */
    static String answer(Path folder, List<Path> bundles) throws Exception {
        String framework = Path.of(Class.forName(
                                System.getProperty("luarium.framework").equals("org.eclipse.osgi")
                                        ? "org.eclipse.osgi.launch.EquinoxFactory"
                                        : "org.apache.felix.framework.FrameworkFactory")
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        List<String> command = new ArrayList<>(List.of(
                Luarium.JAVA,
                Luarium.QUICK,
                "-Duser.home=" + folder,
                "-cp",
                framework + System.getProperty("path.separator") + "target/test-classes",
                BareFramework.class.getName(),
                folder.toString()));
        bundles.forEach(file -> command.add(file.toAbsolutePath().toString()));
        try (var running = new Luarium.Running(new ProcessBuilder(command).start())) {
            Luarium.Result result = running.await();
            assertThat(result.code()).as(running.seen()).isZero();
            assertThat(Luarium.processesAt(folder)).isEmpty();
            return result.out()
                    .lines()
                    .filter(line -> line.startsWith("answer: "))
                    .map(line -> line.substring("answer: ".length()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(running.seen()));
        }
    }

    /** Arguments: a folder, and the files of bundles. */
    public static void main(String... arguments) throws Exception {
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(
                        Map.of(Constants.FRAMEWORK_STORAGE, arguments[0] + "/storage", "gosh.args", "--nointeractive"));
        framework.start();
        // All are there before the first is started.
        List<Bundle> bundles = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            bundles.add(framework
                    .getBundleContext()
                    .installBundle("reference:" + Path.of(arguments[i]).toUri()));
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        for (Bundle bundle : bundles) {
            if (bundle.getState() != Bundle.ACTIVE) {
                throw new IllegalStateException(bundle + " is not active");
            }
        }
        ServiceTracker<?, ?> tracker = new ServiceTracker<>(framework.getBundleContext(), Callable.class, null);
        tracker.open();
        System.out.println("answer: " + ((Callable<?>) tracker.waitForService(30_000)).call());
        framework.stop();
        framework.waitForStop(TimeUnit.SECONDS.toMillis(60));
        System.exit(0);
    }
}
