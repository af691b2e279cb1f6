// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.extension.guava16;

import com.google.common.base.Objects;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.luarium.examples.extension.Greeter;
import org.luarium.examples.extension.Guests;
import org.luarium.extension.spi.ExtensionContext;

/** Greets with {@code firstNonNull}, which Guava 16 has in {@code Objects}. From release 21 on, it is no longer there. */
public final class GuavaGreeter implements Greeter {
    private static final String RELEASE = "/META-INF/maven/com.google.guava/guava/pom.properties";

    private final Guests guests;
    private final String release;

    public GuavaGreeter(ExtensionContext context) throws IOException {
        guests = context.service(Guests.class);
        Properties properties = new Properties();
        try (InputStream in = Objects.class.getResourceAsStream(RELEASE)) {
            properties.load(in);
        }
        release = properties.getProperty("version");
    }

    @Override
    public String greet(String name) {
        String guest = Objects.firstNonNull(name, "stranger");
        return "Hello " + guest + ", you are guest " + guests.add(guest) + ": Objects.firstNonNull of Guava " + release;
    }
}
