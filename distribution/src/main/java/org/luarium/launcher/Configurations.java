// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.luarium.launcher.log.Log;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.slf4j.event.Level;

/**
 * The configuration files in {@code conf}, for the verbs that have nobody who watches that folder. They are given to Configuration Admin before any component
 * starts, so that each begins with what is set. Its classes are those of its bundle, and so they are called by reflection.
 */
final class Configurations {
    static final String BUNDLE = "org.apache.felix.configadmin";

    private static final String TYPED = ".config";
    private static final String ADMIN = "org.osgi.service.cm.ConfigurationAdmin";
    private static final String READER = "org.apache.felix.cm.file.ConfigurationHandler";
    /** Bundles from anywhere may have it. */
    private static final String ANYWHERE = "?";

    private final List<Path> files;

    private Configurations(List<Path> files) {
        this.files = List.copyOf(files);
    }

    static Configurations none() {
        return new Configurations(List.of());
    }

    /** Those in a folder, unless somebody else could have put them there. */
    static Configurations in(Path folder) {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return none();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.{cfg,config}")) {
            found.forEach(files::add);
            Optional<String> objection = files.isEmpty() ? Optional.empty() : FrameworkSettings.prepare(folder);
            if (objection.isPresent()) {
                Log.write("org.luarium.launcher", Level.WARN, folder + " is not read: " + objection.get(), null);
                return none();
            }
        } catch (IOException e) {
            Log.write("org.luarium.launcher", Level.WARN, folder + " is not read: " + Home.reason(e), e);
            return none();
        }
        Collections.sort(files);
        return new Configurations(files);
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** Gives them to the service that the bundle has published. */
    void give(Bundle bundle) throws LauncherException {
        ServiceReference<?> reference = bundle.getBundleContext().getServiceReference(ADMIN);
        for (Path file : files) {
            try {
                give(bundle, bundle.getBundleContext().getService(reference), file);
            } catch (IOException | IllegalArgumentException e) {
                String reason = e instanceof IOException io ? Home.reason(io) : String.valueOf(e.getMessage());
                throw new LauncherException("cannot read " + file + ": " + reason, e);
            } catch (InvocationTargetException e) {
                throw new LauncherException("cannot read " + file + ": " + e.getCause(), e);
            } catch (ReflectiveOperationException e) {
                throw new LauncherException("this " + BUNDLE + " does not know " + e.getMessage(), e);
            }
        }
    }

    private static void give(Bundle bundle, Object admin, Path file) throws IOException, ReflectiveOperationException {
        String name = file.getFileName().toString();
        String pid = name.substring(0, name.lastIndexOf('.'));
        int end = pid.indexOf('~') >= 0 ? pid.indexOf('~') : pid.indexOf('-');
        Class<?> type = bundle.loadClass(ADMIN);
        Object configuration = end < 0
                ? type.getMethod("getConfiguration", String.class, String.class).invoke(admin, pid, ANYWHERE)
                : type.getMethod("getFactoryConfiguration", String.class, String.class, String.class)
                        .invoke(admin, pid.substring(0, end), pid.substring(end + 1), ANYWHERE);
        Object values = name.endsWith(TYPED) ? typed(bundle, file) : texts(file);
        bundle.loadClass("org.osgi.service.cm.Configuration")
                .getMethod("update", Dictionary.class)
                .invoke(configuration, values);
    }

    private static Object typed(Bundle bundle, Path file) throws IOException, ReflectiveOperationException {
        try (InputStream content = Files.newInputStream(file)) {
            return bundle.loadClass(READER).getMethod("read", InputStream.class).invoke(null, content);
        }
    }

    private static Object texts(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        Map<String, Object> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return FrameworkUtil.asDictionary(values);
    }
}
