// SPDX-License-Identifier: Apache-2.0
package org.luarium.repositories.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.repositories.testing.Lua.Output;

/** What the folder of rocks of a repository bundle has to pass. */
public abstract class RepositoryTests {
    private static final Path REPOSITORY = Path.of("target/classes/rocks").toAbsolutePath();
    private static final Path ROCKS = Path.of("src/main/rocks").toAbsolutePath();
    private static final List<String> MANIFESTS =
            List.of("manifest", "manifest-5.1", "manifest-5.2", "manifest-5.3", "manifest-5.4");
    private static final Pattern ROCKSPEC = Pattern.compile("(.+)-([\\w.]+-\\d+)\\.rockspec");
    private static final Pattern LISTED =
            Pattern.compile("(?:(\\w+)|\\[\"([\\w.-]+)\"]) = \\{\\s+\\[\"(\\d[\\w.-]*)\"]");

    @TempDir
    private Path directory;

    /** The manifest has what is there, and nothing else is there. */
    @Test
    final void hasAManifestOfWhatItHas() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        LISTED.matcher(Files.readString(REPOSITORY.resolve("manifest")))
                .results()
                .forEach(match -> listed.put(match.group(1) == null ? match.group(2) : match.group(1), match.group(3)));
        var expected = new TreeSet<>(MANIFESTS);
        listed.forEach((name, version) -> {
            expected.add(name + "-" + version + ".rockspec");
            expected.add(name + "-" + version + ".src.rock");
        });

        try (Stream<Path> files = Files.list(REPOSITORY)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(expected);
        }
        try (Stream<Path> rocks = Files.list(ROCKS)) {
            assertThat(rocks.filter(Files::isDirectory)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(listed.keySet());
        }
    }

    /** LuaRocks writes the same manifest, but for its layout. */
    @Test
    final void hasTheManifestThatLuaRocksWrites() throws IOException {
        assumeTrue(Lua.find("luarocks-admin").isPresent(), "skipped: there is no luarocks-admin");
        try (Stream<Path> files = Files.list(REPOSITORY)) {
            for (Path file : files.filter(
                            file -> !MANIFESTS.contains(file.getFileName().toString()))
                    .toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }

        Output made = Lua.run(
                directory,
                Map.of("HOME", directory.toString()),
                List.of("luarocks-admin", "make_manifest", directory.toString()),
                60);

        assertThat(made.exit()).as(made.text()).isZero();
        for (String manifest : MANIFESTS) {
            assertThat(content(REPOSITORY.resolve(manifest))).isEqualTo(content(directory.resolve(manifest)));
        }
    }

    /** A rock has its rockspec and an archive of its sources below one folder, all of one time. */
    @Test
    final void hasRocksOfTheSources() throws IOException {
        try (Stream<Path> files = Files.list(REPOSITORY)) {
            for (Path rockspec :
                    files.filter(file -> file.toString().endsWith(".rockspec")).toList()) {
                var name = ROCKSPEC.matcher(rockspec.getFileName().toString());
                assertThat(name.matches()).isTrue();
                checkRock(rockspec, name.group(1), name.group(2));
            }
        }
    }

    private static void checkRock(Path rockspec, String name, String version) throws IOException {
        String release = name + "-" + version.replaceFirst("-\\d+$", "");
        Path source = ROCKS.resolve(name);
        assertThat(Files.readString(rockspec))
                .contains(
                        "package = \"" + name + "\"",
                        "version = \"" + version + "\"",
                        "\"file:///" + release + ".zip\"");
        var contents = new TreeMap<String, byte[]>();
        var times = new TreeSet<String>();
        try (var rock = new ZipFile(
                rockspec.resolveSibling(name + "-" + version + ".src.rock").toFile())) {
            assertThat(rock.stream().map(entry -> entry.getName()))
                    .containsExactlyInAnyOrder(rockspec.getFileName().toString(), release + ".zip");
            rock.stream().forEach(entry -> times.add(entry.getTimeLocal().toString()));
            try (var archive = new ZipInputStream(rock.getInputStream(rock.getEntry(release + ".zip")))) {
                for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                    contents.put(entry.getName(), archive.readAllBytes());
                    times.add(entry.getTimeLocal().toString());
                }
            }
        }

        assertThat(times).containsExactly("2025-01-01T00:00");
        assertThat(contents).containsKeys(release + "/LICENSE", release + "/README.md");
        contents.remove(release + "/LICENSE");
        assertThat(contents.keySet()).allMatch(entry -> entry.startsWith(release + "/"));
        for (var entry : contents.entrySet()) {
            Path file = source.resolve(entry.getKey().substring(release.length() + 1));
            assertThat(entry.getValue()).isEqualTo(Files.readAllBytes(file));
        }
        try (Stream<Path> sources = Files.walk(source.resolve("lua"))) {
            assertThat(sources.filter(Files::isRegularFile).map(file -> release + "/" + source.relativize(file)))
                    .isSubsetOf(contents.keySet());
        }
    }

    /** Without its layout; what there is of a version comes in the order of the directory. */
    private static String content(Path manifest) throws IOException {
        return Files.readString(manifest)
                .replaceAll("[\\s,]+", " ")
                .replace("{ arch = \"src\" } { arch = \"rockspec\" }", "{ arch = \"rockspec\" } { arch = \"src\" }");
    }
}
