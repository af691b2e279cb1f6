// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.luarium.launcher.log.Log;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Loads, on a second processor, classes that the start needs in a moment: a third of a start is the loading of classes, and nothing else can be done at the same time.
 */
final class Warmup {
    private Warmup() {}

    static void begin() {
        Thread thread = new Thread(Warmup::run, "luarium-warmup");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        try {
            // What reads the descriptions of components.
            SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setNamespaceAware(true);
            byte[] document =
                    "<?xml version=\"1.0\"?>\n<a:b xmlns:a=\"c\" d=\"e\"><f/>g</a:b>".getBytes(StandardCharsets.UTF_8);
            factory.newSAXParser().parse(new ByteArrayInputStream(document), new DefaultHandler());
            LoggerFactory.getLogger(Warmup.class).debug("warm");
        } catch (SAXException | ParserConfigurationException | IOException e) {
            Log.write("org.luarium.launcher", Level.WARN, "the JDK's XML parser does not work", e);
        }
    }
}
