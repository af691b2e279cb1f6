// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static java.util.Comparator.comparing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.License;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.model.Property;

/** A library of others, as the build has resolved it: a jar in a repository, with its pom beside it. */
record Library(String group, String name, String classifier, String version, Path file, String hash)
        implements Comparable<Library> {
    /** What the dependency plugin lists: {@code group:name:jar[:classifier]:version:scope:file -- module …}. */
    private static final Pattern LISTED = Pattern.compile(
            "\\s+([^:\\s]+):([^:]+):jar:(?:([^:]+):)?([^:]+):(?:compile|provided|runtime):(\\S+\\.jar).*");

    private static final Pattern LICENCES = Pattern.compile("(?s)<licenses>(.*?)</licenses>");
    private static final Pattern PARENT = Pattern.compile("(?s)<parent>(.*?)</parent>");
    private static final Map<String, String> IDS = Map.of(
            "(?s).*(apache[- ](software )?licen[cs]e,?[- ](version )?2|apache-2|licenses/license-2\\.0).*",
                    "Apache-2.0",
            "(?s).*(bsd-3-clause|new bsd|3-clause bsd).*", "BSD-3-Clause",
            "(?s).*(bsd-2-clause|2-clause bsd).*", "BSD-2-Clause",
            "(?s).*(eclipse public license.{0,12}2\\.0|epl-2\\.0).*", "EPL-2.0",
            "(?s).*<name>\\s*(the )?mit( license)?\\s*</name>.*", "MIT");

    static List<Library> read(Path list) throws IOException {
        List<Library> libraries = new ArrayList<>();
        for (String line : Files.readAllLines(list)) {
            Matcher listed = LISTED.matcher(line);
            if (listed.matches()) {
                Path file = Path.of(listed.group(5));
                String hash = hash(Files.readAllBytes(file));
                libraries.add(new Library(
                        listed.group(1),
                        listed.group(2),
                        listed.group(3) == null ? "" : listed.group(3),
                        listed.group(4),
                        file,
                        hash));
            }
        }
        return libraries;
    }

    String coordinates() {
        return group + ":" + name + (classifier.isEmpty() ? "" : ":" + classifier) + ":" + version;
    }

    Component component() throws IOException {
        String kind = classifier.isEmpty() ? "?type=jar" : "?classifier=" + classifier + "&type=jar";
        Component component = component(group, name, version, kind, licence());
        component.setHashes(hashes(hash));
        return component;
    }

    static Component component(String group, String name, String version, String kind, String licence) {
        Component component = described(name, version, licence);
        component.setGroup(group);
        component.setPurl("pkg:maven/" + group + "/" + name + "@" + version + kind);
        return component;
    }

    /** Lua itself, which is in a shared library. */
    static Component lua(String version, String place, String hash) {
        Component component = file("lua", version, "MIT");
        component.setHashes(hashes(hash));
        component.setBomRef(place);
        component.addProperty(property("luarium:path", place));
        return component;
    }

    /** What no repository of Maven has. */
    static Component file(String name, String version, String licence) {
        Component component = described(name, version, licence);
        component.setPurl("pkg:generic/" + name + "@" + version);
        return component;
    }

    private static Component described(String name, String version, String licence) {
        Component component = new Component();
        component.setType(Component.Type.LIBRARY);
        component.setName(name);
        component.setVersion(version);
        License license = new License();
        license.setId(licence);
        LicenseChoice choice = new LicenseChoice();
        choice.addLicense(license);
        component.setLicenses(choice);
        return component;
    }

    /** The licence that its pom has, or the nearest of the poms above that. */
    private String licence() throws IOException {
        Path folder = file.getParent();
        Path repository = folder.getParent().getParent();
        for (int i = group.split("\\.").length; i > 0; i--) {
            repository = repository.getParent();
        }
        Path pom = folder.resolve(name + "-" + version + ".pom");
        while (true) {
            String text = Files.readString(pom);
            Matcher licences = LICENCES.matcher(text);
            if (licences.find()) {
                return id(licences.group(1));
            }
            Matcher parent = PARENT.matcher(text);
            if (!parent.find()) {
                throw new IOException(coordinates() + " has no licence in its poms");
            }
            String artifact = value(parent.group(1), "artifactId");
            String parentVersion = value(parent.group(1), "version");
            pom = repository
                    .resolve(value(parent.group(1), "groupId").replace('.', '/'))
                    .resolve(artifact)
                    .resolve(parentVersion)
                    .resolve(artifact + "-" + parentVersion + ".pom");
        }
    }

    private String id(String licences) throws IOException {
        String text = licences.toLowerCase(Locale.ROOT);
        return IDS.entrySet().stream()
                .filter(id -> text.matches(id.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .findFirst()
                .orElseThrow(() -> new IOException(coordinates() + " has a licence without a known name: " + licences));
    }

    private static String value(String xml, String tag) throws IOException {
        Matcher value =
                Pattern.compile("<" + tag + ">\\s*(.*?)\\s*</" + tag + ">").matcher(xml);
        if (!value.find()) {
            throw new IOException("no " + tag + " in " + xml);
        }
        return value.group(1);
    }

    static Property property(String name, String value) {
        Property property = new Property();
        property.setName(name);
        property.setValue(value);
        return property;
    }

    static List<Hash> hashes(String hash) {
        return List.of(new Hash(Hash.Algorithm.SHA_256, hash));
    }

    static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }

    @Override
    public int compareTo(Library other) {
        return comparing(Library::coordinates).compare(this, other);
    }
}
