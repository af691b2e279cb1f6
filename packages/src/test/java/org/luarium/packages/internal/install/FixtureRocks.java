// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.luarium.packages.spi.Release;

/** The rocks of {@code src/test/resources/rocks}, which its README describes. */
final class FixtureRocks {
    private FixtureRocks() {}

    /** A repository that has all of them. */
    static TestRepository repository(String name) {
        TestRepository repository = new TestRepository(name);
        all().forEach((rock, files) -> {
            int revision = rock.lastIndexOf('-');
            int version = rock.lastIndexOf('-', revision - 1);
            repository.add(rock.substring(0, version), rock.substring(version + 1), files);
        });
        return repository;
    }

    /** Files as a repository in a folder has them. */
    static void write(Path folder) throws IOException {
        for (Map.Entry<String, Map<String, byte[]>> rock : all().entrySet()) {
            Files.write(folder.resolve(rock.getKey() + ".rockspec"), content(rock.getValue(), Release.ROCKSPEC));
            Files.write(folder.resolve(rock.getKey() + ".src.rock"), content(rock.getValue(), Release.SOURCE));
        }
    }

    private static byte[] content(Map<String, byte[]> files, String kind) {
        return files.getOrDefault(kind, new byte[0]);
    }

    private static Map<String, Map<String, byte[]>> all() {
        Map<String, Map<String, byte[]>> rocks = new TreeMap<>();
        try (Stream<Path> folders = Files.list(root())) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                rocks.put(String.valueOf(folder.getFileName()), artifacts(folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rocks;
    }

    private static Map<String, byte[]> artifacts(Path folder) throws IOException {
        String rock = String.valueOf(folder.getFileName());
        String stem = rock.substring(0, rock.lastIndexOf('-'));
        byte[] rockspec = Files.readAllBytes(folder.resolve(rock + ".rockspec"));
        Map<String, byte[]> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().endsWith(".rockspec")) {
                    sources.put(stem + "/" + folder.relativize(file), Files.readAllBytes(file));
                }
            }
        }
        byte[] archive = TestRepository.zip(sources);
        return Map.of(
                Release.ROCKSPEC,
                rockspec,
                Release.SOURCE,
                TestRepository.zip(Map.of(rock + ".rockspec", rockspec, stem + ".zip", archive)));
    }

    private static Path root() {
        try {
            URI uri = requireNonNull(FixtureRocks.class.getResource("/rocks"), "rocks")
                    .toURI();
            return Path.of(uri);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
