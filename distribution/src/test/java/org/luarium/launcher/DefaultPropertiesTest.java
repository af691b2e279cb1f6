// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Our excerpt of Felix's defaults. */
final class DefaultPropertiesTest {
    private static final String FOR_OLD_JAVA = "(eecap|ee|jre)-(1\\.|base).*";

    @Test
    void leavesOutOnlyWhatIsForOldJava() throws IOException {
        List<URL> both = Collections.list(Main.class.getClassLoader().getResources("default.properties"));
        assertThat(both).hasSize(2);

        Properties ours = load(both.get(0));
        Properties felix = load(both.get(1));
        felix.stringPropertyNames().stream()
                .filter(name -> name.matches(FOR_OLD_JAVA))
                .forEach(felix::remove);

        assertThat(ours).isNotEmpty().isEqualTo(felix);
    }

    private static Properties load(URL source) throws IOException {
        Properties properties = new Properties();
        try (InputStream content = source.openStream()) {
            properties.load(content);
        }
        return properties;
    }
}
