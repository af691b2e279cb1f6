// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** What a container and its JVM hold, counted by kind. */
public record Baseline(Map<String, Long> counts, long heapBytes) {
    /** What the JDK and the framework keep of classes and buffers that came into use meanwhile. */
    private static final long HEAP_TOLERANCE = 16L << 20;

    /** FIFOs are made by the dozen, for each thread that finds none, and used by later VMs. */
    private static final String SPARE = "/fifo/iN";

    private static final int MOST_SPARE = 12 * Soak.MOST_THREADS;

    public static Baseline of(BundleContext context) {
        Map<String, Long> counts = new TreeMap<>();
        Threads.names().forEach((name, count) -> counts.put("thread " + name, (long) count));
        Processes.programs().forEach((name, count) -> counts.put("process " + name, count));
        descriptors(counts);
        Path storage = Path.of(context.getProperty(Constants.FRAMEWORK_STORAGE)).toAbsolutePath();
        files(Path.of(System.getProperty("java.io.tmpdir")), storage, "temporary", counts);
        for (Bundle bundle : context.getBundles()) {
            count("bundle " + bundle.getSymbolicName() + " " + bundle.getState(), counts);
            if (String.valueOf(bundle.getSymbolicName()).startsWith("org.luarium.")
                    && bundle.getBundleContext() != null) {
                Path folder = bundle.getBundleContext().getDataFile("").toPath();
                files(folder, folder.resolve("store"), bundle.getSymbolicName(), counts);
            }
        }
        services(context, counts);
        return new Baseline(counts, heap());
    }

    private static void count(String kind, Map<String, Long> counts) {
        counts.merge(kind, 1L, Long::sum);
    }

    private static void services(BundleContext context, Map<String, Long> counts) {
        try {
            ServiceReference<?>[] references = context.getAllServiceReferences((String) null, null);
            for (ServiceReference<?> reference : references == null ? new ServiceReference<?>[0] : references) {
                String types = Arrays.toString((Object[]) reference.getProperty(Constants.OBJECTCLASS));
                count("service " + types + " of " + reference.getBundle(), counts);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without jars, which class loaders open when they first need them. */
    private static void descriptors(Map<String, Long> counts) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                String target = target(descriptor);
                if (!target.endsWith(".jar")) {
                    count("descriptor " + target.replaceAll("[0-9]+", "N"), counts);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "closed";
        }
    }

    /** Without those of a folder that is looked at otherwise, as the store is. */
    private static void files(Path root, Path without, String label, Map<String, Long> counts) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (folder.equals(without)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return visitFile(folder, attributes);
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    count(
                            "file of " + label + " "
                                    + root.relativize(file).toString().replaceAll("[0-9]+", "N"),
                            counts);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException problem) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** What there is more of, or less of, than before. */
    public List<String> differences(Baseline before) {
        TreeSet<String> kinds = new TreeSet<>(counts.keySet());
        kinds.addAll(before.counts.keySet());
        List<String> differences = new ArrayList<>();
        for (String kind : kinds) {
            long now = counts.getOrDefault(kind, 0L);
            long then = before.counts.getOrDefault(kind, 0L);
            boolean kept = kind.startsWith("service ") || kind.startsWith("bundle ");
            long tolerance = kind.contains(SPARE) ? MOST_SPARE : 0;
            if (now > then + tolerance || (kept && now < then)) {
                differences.add(kind + ": " + now + " instead of " + then);
            }
        }
        if (heapBytes > before.heapBytes + HEAP_TOLERANCE) {
            differences.add("heap: " + heapBytes + " instead of " + before.heapBytes + " bytes");
        }
        return differences;
    }
}
