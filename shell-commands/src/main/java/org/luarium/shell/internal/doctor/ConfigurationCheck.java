// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.luarium.isolate.Diagnosis;
import org.osgi.framework.Bundle;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Configuration files that nobody reads, or that say what nobody understands. */
final class ConfigurationCheck {
    private static final String DESCRIPTIONS = "OSGI-INF/metatype";

    /** The keys of each PID that bundles describe. */
    private final Map<String, Set<String>> known;

    ConfigurationCheck(Map<String, Set<String>> known) {
        this.known = known;
    }

    static ConfigurationCheck of(Bundle... bundles) {
        Map<String, Set<String>> known = new TreeMap<>();
        for (Bundle bundle : bundles) {
            Enumeration<URL> files = bundle.findEntries(DESCRIPTIONS, "*.xml", false);
            if (files != null) {
                Collections.list(files).forEach(file -> describe(file, known));
            }
        }
        return new ConfigurationCheck(known);
    }

    private static void describe(URL file, Map<String, Set<String>> known) {
        try (InputStream content = file.openStream()) {
            describe(content, known);
        } catch (IOException | SAXException e) {
            // Then the container cannot read it either, and nothing is known of that bundle.
        }
    }

    static void describe(InputStream content, Map<String, Set<String>> known) throws IOException, SAXException {
        try {
            SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.newSAXParser().parse(content, new Description(known));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Diagnosis> diagnose(Path folder) {
        List<Diagnosis> findings = new ArrayList<>();
        int read = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{cfg,config}")) {
            for (Path file : files) {
                read++;
                findings.addAll(diagnoseFile(file));
            }
        } catch (IOException e) {
            return List.of(Layer.CONFIGURATION.ok("no files, as there is no folder " + folder));
        }
        if (findings.isEmpty()) {
            findings.add(Layer.CONFIGURATION.ok(read + " files in " + folder));
        }
        return findings;
    }

    private List<Diagnosis> diagnoseFile(Path file) throws IOException {
        String name = file.getFileName().toString();
        String pid = name.substring(0, name.lastIndexOf('.')).replaceFirst("[~-].*", "");
        Set<String> keys = known.get(pid);
        if (keys == null) {
            return List.of(Layer.CONFIGURATION.degraded(
                    name + " is read by nobody: there is no configuration " + pid,
                    "rename it to one of " + String.join(", ", ours())));
        }
        List<String> unknown = keys(file).stream()
                .filter(key -> !keys.contains(key) && !key.startsWith("service.") && !key.startsWith("felix."))
                .toList();
        return unknown.isEmpty()
                ? List.of()
                : List.of(Layer.CONFIGURATION.degraded(
                        name + " sets " + String.join(", ", unknown) + ", which nobody reads",
                        keys.isEmpty() ? "it has no keys" : "the keys are " + String.join(", ", new TreeSet<>(keys))));
    }

    private Collection<String> ours() {
        return known.keySet().stream()
                .filter(pid -> pid.startsWith("org.luarium."))
                .toList();
    }

    /** The names before the equals signs; in typed files too, whose values may go over several lines. */
    private static Set<String> keys(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            return Set.of(); // An escape that it does not know; who reads the file complains.
        }
        Set<String> keys = new TreeSet<>(properties.stringPropertyNames());
        keys.removeIf(key -> !key.matches("[A-Za-z][A-Za-z0-9._-]*"));
        return keys;
    }

    /** Reads the keys of one description, and the PIDs that it holds for. */
    private static final class Description extends DefaultHandler {
        private final Map<String, Set<String>> known;
        private final Map<String, Set<String>> classes = new TreeMap<>();
        private final List<String> pids = new ArrayList<>();
        private Set<String> keys = new TreeSet<>();

        Description(Map<String, Set<String>> known) {
            this.known = known;
        }

        @Override
        public void startElement(String uri, String local, String name, Attributes attributes) {
            switch (name) {
                case "OCD" -> {
                    keys = new TreeSet<>();
                    classes.put(attributes.getValue("id"), keys);
                }
                case "AD" -> keys.add(attributes.getValue("id"));
                case "Designate" -> {
                    pids.clear();
                    for (String kind : List.of("pid", "factoryPid")) {
                        if (attributes.getValue(kind) != null) {
                            pids.add(attributes.getValue(kind));
                        }
                    }
                }
                case "Object" -> {
                    Set<String> described = classes.getOrDefault(attributes.getValue("ocdref"), Set.of());
                    pids.forEach(pid -> known.computeIfAbsent(pid, unused -> new TreeSet<>())
                            .addAll(described));
                }
                default -> {}
            }
        }
    }
}
