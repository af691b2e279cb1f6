// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static java.util.Comparator.comparing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.cyclonedx.Version;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Metadata;

/**
 * Writes the bill of materials of the zip. It does not ask the build what should be in there, but looks what is: each file of a jar of ours is ours, or is
 * found byte for byte in a library that the build has resolved, or ends the build. So nothing embedded is forgotten, and nothing listed that is not there.
 */
final class BillOfMaterials {
    private static final Pattern OURS = Pattern.compile(
            "(META-INF/(?!versions/)|OSGI-INF/|org/luarium/|rocks/).*|gosh_profile|default\\.properties");

    private static final Pattern MAVEN = Pattern.compile("META-INF/maven/org\\.luarium/([^/]+)/pom\\.properties");
    private static final Pattern LUA = Pattern.compile("\\$LuaVersion: Lua ([0-9.]+)");

    private final String version;
    private final Map<String, Library> byHash = new HashMap<>();
    /** Which libraries have a file of that hash. */
    private final Map<String, Set<Library>> byContent = new HashMap<>();

    private BillOfMaterials(String version, Set<Library> libraries) throws IOException {
        this.version = version;
        for (Library library : libraries) {
            byHash.put(library.hash(), library);
            for (String hash : entries(library.file()).keySet()) {
                byContent.computeIfAbsent(hash, any -> new TreeSet<>()).add(library);
            }
        }
    }

    /** Takes the file to write, version and time of the build, folder of bundles, launcher, and the lists of resolved libraries. */
    public static void main(String[] arguments) throws IOException {
        Set<Library> libraries = new TreeSet<>();
        for (String list : List.of(arguments).subList(5, arguments.length)) {
            libraries.addAll(Library.read(Path.of(list)));
        }
        Path bundles = Path.of(arguments[3]);
        Map<String, Path> jars = new TreeMap<>(Map.of("bin/luarium-launcher.jar", Path.of(arguments[4])));
        try (Stream<Path> files = Files.walk(bundles)) {
            files.filter(file -> file.toString().endsWith(".jar"))
                    .forEach(file -> jars.put("bundle/" + bundles.relativize(file), file));
        }
        Bom bom = new BillOfMaterials(arguments[1], libraries).of(jars, Instant.parse(arguments[2]));
        Files.writeString(Path.of(arguments[0]), json(bom));
    }

    private Bom of(Map<String, Path> jars, Instant built) throws IOException {
        Bom bom = new Bom();
        StringBuilder content = new StringBuilder();
        for (Map.Entry<String, Path> jar : jars.entrySet()) {
            Component component = component(jar.getKey(), jar.getValue());
            content.append(component.getHashes().get(0).getValue());
            bom.addComponent(component);
        }
        Component whole = Library.file("luarium", version, "Apache-2.0");
        whole.setType(Component.Type.APPLICATION);
        whole.setBomRef("luarium");
        Metadata metadata = new Metadata();
        metadata.setTimestamp(Date.from(built));
        metadata.setComponent(whole);
        bom.setMetadata(metadata);
        bom.setSerialNumber(
                "urn:uuid:" + UUID.nameUUIDFromBytes(content.toString().getBytes(StandardCharsets.UTF_8)));
        return bom;
    }

    private static String json(Bom bom) throws IOException {
        try {
            return BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString() + "\n";
        } catch (org.cyclonedx.exception.GeneratorException e) {
            throw new IOException("the bill of materials cannot be written", e);
        }
    }

    private Component component(String place, Path jar) throws IOException {
        String hash = Library.hash(Files.readAllBytes(jar));
        Library library = byHash.get(hash);
        Component component = library == null ? ours(place, jar) : library.component();
        component.setHashes(Library.hashes(hash));
        component.setBomRef(place);
        component.addProperty(Library.property("luarium:path", place));
        return component;
    }

    private Component ours(String place, Path jar) throws IOException {
        Map<String, Entry> entries = entries(jar);
        Component component = entries.values().stream()
                .map(entry -> MAVEN.matcher(entry.name()))
                .filter(Matcher::matches)
                .findFirst()
                .map(maven -> Library.component("org.luarium", maven.group(1), version, "?type=jar", "Apache-2.0"))
                .orElseGet(() -> Library.file("luarium-launcher", version, "Apache-2.0"));
        component.setComponents(new ArrayList<>());
        for (Map.Entry<Library, List<Entry>> embedded : embedded(place, entries).entrySet()) {
            Component library = embedded.getKey().component();
            library.setBomRef(place + "!" + embedded.getKey().coordinates());
            component.addComponent(library);
            for (Entry entry : embedded.getValue()) {
                if (!entry.lua().isEmpty()) {
                    component.addComponent(Library.lua(entry.lua(), place + "!" + entry.name(), entry.hash()));
                }
            }
        }
        return component;
    }

    /** The libraries whose files a jar has, as few as there can be: some have files of others. */
    private Map<Library, List<Entry>> embedded(String place, Map<String, Entry> entries) throws IOException {
        Map<Library, List<Entry>> found = new TreeMap<>();
        Map<String, Set<Library>> open = new TreeMap<>();
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            if (!OURS.matcher(entry.getValue().name()).matches()) {
                Library whole = byHash.get(entry.getKey());
                Set<Library> sources = whole == null ? byContent.get(entry.getKey()) : Set.of(whole);
                if (sources == null) {
                    throw new IOException("%s in %s is in no library of the build: list what it comes from"
                            .formatted(entry.getValue().name(), place));
                }
                open.put(entry.getKey(), sources);
            }
        }
        for (int most = 1; !open.isEmpty(); most++) {
            for (String hash : new TreeSet<>(open.keySet())) {
                Set<Library> sources = open.get(hash);
                Library source = sources.stream()
                        .filter(found::containsKey)
                        .findFirst()
                        .orElse(sources.iterator().next());
                if (sources.size() <= most || found.containsKey(source)) {
                    found.computeIfAbsent(source, any -> new ArrayList<>()).add(entries.get(hash));
                    open.remove(hash);
                }
            }
        }
        found.values().forEach(files -> files.sort(comparing(Entry::name)));
        return found;
    }

    private static Map<String, Entry> entries(Path jar) throws IOException {
        Map<String, Entry> entries = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(jar)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    byte[] content = zip.readAllBytes();
                    Matcher lua = LUA.matcher(new String(content, StandardCharsets.ISO_8859_1));
                    String hash = Library.hash(content);
                    entries.put(hash, new Entry(entry.getName(), hash, lua.find() ? lua.group(1) : ""));
                }
            }
        }
        return entries;
    }

    /** A file of a jar, and the version of Lua if it is one. */
    private record Entry(String name, String hash, String lua) {}
}
