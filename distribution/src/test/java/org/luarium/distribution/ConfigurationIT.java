// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The reference in docs/configuration.md, made from the metatype of the shipped bundles. */
final class ConfigurationIT {
    private static final Path DOCUMENT = Markdown.ROOT.resolve("docs/configuration.md");
    private static final String MARK = "<!-- What follows is compared with the metatype of the bundles. -->\n";

    @Test
    void theReferenceIsThatOfTheBundles() throws Exception {
        StringBuilder reference = new StringBuilder();
        for (Map.Entry<String, Document> entry : definitions().entrySet()) {
            describe(entry.getKey(), entry.getValue(), reference);
        }
        Files.writeString(Path.of("target/configuration-reference.md"), reference);

        assertThat(Files.readString(DOCUMENT).split(MARK, 2)[1])
                .as("the end of docs/configuration.md, as in target/configuration-reference.md")
                .isEqualTo(reference.toString());
    }

    @Test
    void eachPidOfAComponentIsDescribed() throws Exception {
        Set<String> pids = new TreeSet<>();
        for (Document component : documents("OSGI-INF/org.luarium")) {
            String pid = component.getDocumentElement().getAttribute("configuration-pid");
            if (!pid.isEmpty()) {
                pids.addAll(List.of(pid.split(" ")));
            }
        }

        assertThat(pids).isNotEmpty().isEqualTo(definitions().keySet());
    }

    private static void describe(String pid, Document metatype, StringBuilder text) {
        Element definition = first(metatype, "OCD");
        boolean factory =
                !first(metatype, "Designate").getAttribute("factoryPid").isEmpty();
        text.append("\n### `").append(pid).append("`\n\n");
        text.append(definition.getAttribute("description"))
                .append(factory ? " As many as wanted: `conf/" + pid + "-<NAME>.cfg`." : "")
                .append("\n\n| key | type | default | meaning |\n|---|---|---|---|\n");
        NodeList attributes = definition.getElementsByTagName("AD");
        for (int i = 0; i < attributes.getLength(); i++) {
            Element attribute = (Element) attributes.item(i);
            String cardinality = attribute.getAttribute("cardinality");
            text.append("| `").append(attribute.getAttribute("id")).append("` | ");
            text.append(attribute.getAttribute("type"));
            text.append(cardinality.isEmpty() || cardinality.equals("0") ? "" : ", any number")
                    .append(" | ");
            String preset = attribute.getAttribute("default");
            text.append(preset.isEmpty() ? "none" : "`" + cell(preset) + "`").append(" | ");
            text.append(cell(attribute.getAttribute("description")))
                    .append(options(attribute))
                    .append(" |\n");
        }
    }

    private static String options(Element attribute) {
        List<String> values = new ArrayList<>();
        NodeList options = attribute.getElementsByTagName("Option");
        for (int i = 0; i < options.getLength(); i++) {
            values.add("`" + ((Element) options.item(i)).getAttribute("value") + "`");
        }
        return values.isEmpty() ? "" : " One of " + String.join(", ", values) + ".";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static Element first(Document document, String name) {
        return (Element) document.getElementsByTagName(name).item(0);
    }

    private static Map<String, Document> definitions() throws Exception {
        Map<String, Document> definitions = new TreeMap<>();
        for (Document metatype : documents("OSGI-INF/metatype/")) {
            Element designate = first(metatype, "Designate");
            definitions.put(designate.getAttribute("pid") + designate.getAttribute("factoryPid"), metatype);
        }
        return definitions;
    }

    private static List<Document> documents(String prefix) throws Exception {
        List<Document> documents = new ArrayList<>();
        for (Path bundle : ShippedBundles.ours()) {
            try (JarFile jar = new JarFile(bundle.toFile())) {
                for (JarEntry entry : jar.stream().toList()) {
                    if (entry.getName().startsWith(prefix) && entry.getName().endsWith(".xml")) {
                        documents.add(parse(jar, entry));
                    }
                }
            }
        }
        return documents;
    }

    private static Document parse(JarFile jar, JarEntry entry) throws Exception {
        try (InputStream in = jar.getInputStream(entry)) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        } catch (IOException e) {
            throw new IOException(entry.getName(), e);
        }
    }
}
