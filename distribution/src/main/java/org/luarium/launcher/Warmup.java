// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.luarium.launcher.log.Log;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Initializes, on a second processor, what the start needs in a moment, in that order: a third of a start is the loading of classes. Only classes whose
 * initialization needs nothing of the framework's other classes, or two threads could wait for each other.
 */
final class Warmup {
    static final List<String> CLASSES = List.of(
            "org.apache.felix.framework.util.SecureAction",
            "org.apache.felix.framework.util.Util",
            "org.apache.felix.framework.util.SecurityManagerEx");

    private Warmup() {}

    static void begin() {
        Thread thread = new Thread(Warmup::run, "luarium-warmup");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        try {
            for (String name : CLASSES) {
                Class.forName(name);
            }
            // The framework formats the version of Java, and asks for the dates of files in jars.
            String java = String.format("%03d", Runtime.version().feature());
            LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
            // What reads the descriptions of components.
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            // Who looks for a factory finds this one at once.
            System.setProperty(
                    SAXParserFactory.class.getName(), factory.getClass().getName());
            factory.setNamespaceAware(true);
            byte[] document =
                    "<?xml version=\"1.0\"?>\n<a:b xmlns:a=\"c\" d=\"e\"><f/>g</a:b>".getBytes(StandardCharsets.UTF_8);
            factory.newSAXParser().parse(new ByteArrayInputStream(document), new DefaultHandler());
            // What starts the first process.
            long pid = ProcessHandle.current().pid();
            LoggerFactory.getLogger(Warmup.class).debug("Process {} in Java {} is warm since {}", pid, java, now);
        } catch (ClassNotFoundException | SAXException | ParserConfigurationException | IOException e) {
            Log.write("org.luarium.launcher", Level.WARN, "a start could be faster", e);
        }
    }
}
