// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.spi.PackageRepository;
import org.luarium.packages.spi.Release;

/** A repository in memory. */
public class TestRepository implements PackageRepository {
    private final String name;
    private final Map<String, Map<String, byte[]>> artifacts = new ConcurrentHashMap<>();
    private final Map<String, Release> releases = new ConcurrentHashMap<>();
    String location = "memory";

    public TestRepository(String name) {
        this.name = name;
    }

    public TestRepository add(String rock, String version, Map<String, byte[]> files) {
        String key = rock + " " + version;
        artifacts.put(key, files);
        releases.put(key, new Release(new RockName(rock), RockVersion.of(version), Set.copyOf(files.keySet())));
        return this;
    }

    /** A rock of one Lua file with sources in a folder. */
    public TestRepository lua(String rock, String version, String dependencies, String module, String code) {
        String rockspec = rockspec(rock, version, dependencies, "modules = { ['" + module + "'] = 'src/m.lua' }");
        return add(rock, version, source(rock, version, rockspec, Map.of("src/m.lua", code)));
    }

    public static String rockspec(String rock, String version, String dependencies, String build) {
        return """
                package = "%s"
                version = "%s"
                source = { url = "https://example.org/%s-src.zip", dir = "top" }
                description = { summary = "A rock for tests", license = "MIT" }
                dependencies = { %s }
                build = { type = "builtin", %s }
                """.formatted(rock, version, rock, dependencies, build);
    }

    /** The artifacts of a rock with sources: its rockspec, and a rock that has it and an archive. */
    public static Map<String, byte[]> source(
            String rock, String version, String rockspec, Map<String, String> sources) {
        Map<String, byte[]> inner = new TreeMap<>();
        sources.forEach((path, text) -> inner.put("top/" + path, text.getBytes(UTF_8)));
        byte[] spec = rockspec.getBytes(UTF_8);
        return Map.of(
                Release.ROCKSPEC,
                spec,
                Release.SOURCE,
                zip(Map.of(rock + "-" + version + ".rockspec", spec, rock + "-src.zip", zip(inner))));
    }

    static byte[] zip(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public Collection<Release> releases() {
        return releases.values();
    }

    @Override
    public InputStream open(Release release, String artifact) throws IOException {
        byte[] content = artifacts.get(release.name() + " " + release.version()).get(artifact);
        if (content == null) {
            throw new IOException("there is no " + artifact);
        }
        return new ByteArrayInputStream(content);
    }
}
