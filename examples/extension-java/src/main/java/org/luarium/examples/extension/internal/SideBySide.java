// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.extension.internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.luarium.examples.extension.Greeter;
import org.luarium.examples.extension.Guests;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionManager;
import org.luarium.extension.ExtensionSpec;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Adds {@code guava:greet} to the shell, which asks two extensions: one has Guava 16, one Guava 33. This bundle has none. */
@Component(
        service = SideBySide.class,
        immediate = true,
        property = {"osgi.command.scope=guava", "osgi.command.function=greet"})
public final class SideBySide {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final BundleContext context;
    private final Extension older;
    private final Extension newer;

    @Activate
    public SideBySide(BundleContext context, @Reference ExtensionManager extensions) throws IOException {
        this.context = context;
        older = extensions.load(spec("guava16"));
        newer = extensions.load(spec("guava33"));
    }

    private ExtensionSpec spec(String name) throws IOException {
        return ExtensionSpec.java(name, Greeter.class)
                .jar(jar(name + ".jar"))
                .jar(jar(name + "-library.jar"))
                .main("org.luarium.examples.extension." + name + ".GuavaGreeter")
                .grant(Guests.class)
                .startTime(PATIENCE)
                .build();
    }

    /** A jar within this bundle as a file. */
    private Path jar(String name) throws IOException {
        URL entry = context.getBundle().getEntry("extensions/" + name);
        if (entry == null) {
            throw new FileNotFoundException("this bundle has no extensions/" + name);
        }
        Path file = context.getDataFile(name).toPath().toAbsolutePath();
        try (InputStream in = entry.openStream()) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    public String greet(String name) {
        return older.service(Greeter.class).greet(name) + "\n"
                + newer.service(Greeter.class).greet(name);
    }

    public String greet() {
        return older.service(Greeter.class).greet(null) + "\n"
                + newer.service(Greeter.class).greet(null);
    }

    @Deactivate
    void stop() {
        newer.close();
        older.close();
    }
}
