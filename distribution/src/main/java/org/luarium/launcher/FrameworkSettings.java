// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.luarium.launcher.log.Log;
import org.osgi.framework.Constants;
import org.slf4j.event.Level;

/** The properties of the framework. */
final class FrameworkSettings {
    /** The last one. The terminal comes one earlier, when every command exists; what only watches keeps nobody waiting for it. */
    static final int START_LEVEL = 5;

    /** Clients of 1.7 work with 2, but many bundles do not know. */
    private static final String SLF4J = "org.slf4j;org.slf4j.event;org.slf4j.helpers;org.slf4j.spi;version=2.0.20,"
            + "org.slf4j;org.slf4j.helpers;version=1.7.36";

    /**
     * All that the bundles of a script import from the JDK and the launcher. The default, every package of every module, takes the framework 40 ms to index.
     */
    private static final String PACKAGES_FOR_SCRIPTS = String.join(
            ",",
            "org.osgi.dto;version=1.1.1",
            "org.osgi.framework;version=1.10",
            "org.osgi.framework.dto;version=1.8",
            "org.osgi.framework.startlevel;version=1.0",
            "org.osgi.framework.wiring;version=1.2",
            "org.osgi.resource;version=1.0.1",
            "org.osgi.service.component;version=1.5.1",
            "org.osgi.service.component.runtime;version=1.5",
            "org.osgi.service.component.runtime.dto;version=1.5",
            "org.osgi.util.function;version=1.2",
            "org.osgi.util.promise;version=1.3",
            "org.osgi.util.tracker;version=1.5.3",
            "javax.net.ssl",
            "javax.xml.parsers",
            "org.xml.sax",
            "org.xml.sax.helpers");

    private final Distribution distribution;
    private final Map<String, Object> properties = new HashMap<>();

    private FrameworkSettings(Distribution distribution) {
        this.distribution = distribution;
    }

    /**
     * The settings for a command line.
     *
     * @param quick whether a script needs the fewest bundles, which import less
     */
    static Map<String, Object> of(CommandLine line, boolean quick, Home home, Distribution distribution, Path run)
            throws LauncherException {
        FrameworkSettings settings = new FrameworkSettings(distribution);
        Verb verb = line.verb();
        settings.addOwn(home, run);
        if (verb.startsScript() && quick) {
            settings.addQuick();
        }
        if (verb == Verb.SHELL) {
            settings.addShell(run);
            if (line.bare()) {
                settings.properties.put("luarium.bare", "true");
            }
        }
        settings.addFile();
        return settings.properties;
    }

    private void addOwn(Home home, Path run) {
        properties.put("luarium.home", home.path().toString());
        properties.put("luarium.run", run.toString());
        properties.put("luarium.configuration", distribution.configurations().toString());
        properties.put(Constants.FRAMEWORK_STORAGE, run.resolve("framework").toString());
        // The directory belongs to this process alone.
        properties.put("felix.cache.locking", "false");
        properties.put("felix.log.logger", new FrameworkLogger());
        properties.put("felix.log.level", "2");
        // Threads for a resolver that has a dozen bundles before it.
        properties.put("felix.resolver.parallelism", "1");
        properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(START_LEVEL));
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SLF4J);
    }

    private void addQuick() {
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES, PACKAGES_FOR_SCRIPTS);
        // No bundle of a script brings protocols; to look for some costs 20 ms.
        properties.put("felix.service.urlhandlers", "false");
    }

    private void addShell(Path run) throws LauncherException {
        keepHistoryPrivate(Path.of(System.getProperty("user.home"), ".gogo.history"));
        List<String> watched = new ArrayList<>();
        for (String name : List.of("conf", "deploy")) {
            Path directory = distribution.root().resolve(name);
            Optional<String> objection = prepare(directory);
            if (objection.isPresent()) {
                Log.write("org.luarium.launcher", Level.WARN, directory + " is not watched: " + objection.get(), null);
            } else {
                watched.add(directory.toString());
            }
        }
        properties.put("felix.fileinstall.dir", String.join(",", watched));
        properties.put("felix.fileinstall.filter", ".*\\.(jar|cfg|config|rock|rockspec)");
        properties.put("felix.fileinstall.poll", "500");
        properties.put("felix.fileinstall.noInitialDelay", "true");
        // It would write back what it read, and has been seen to empty files that way.
        properties.put("felix.fileinstall.enableConfigSave", "false");
        // Else a fragment restarts the bundle that it names, which ends VMs, even if it may not attach.
        properties.put("felix.fileinstall.fragmentRefreshScope", "none");
        properties.put("felix.fileinstall.start.level", Integer.toString(START_LEVEL));
        properties.put("felix.fileinstall.log.level", "1");
        properties.put("felix.fileinstall.tmpdir", run.resolve("deploy").toString());
        properties.put("gosh.home", gogoHome(run).toString());
    }

    /** Where Gogo looks for {@code etc/gosh_profile}: a copy, since it insists on the name {@code etc}. */
    private Path gogoHome(Path run) throws LauncherException {
        Path profile = run.resolve("etc").resolve("gosh_profile");
        Path own = distribution.configurations().resolve("gosh_profile");
        try (InputStream content = Files.exists(own)
                ? Files.newInputStream(own)
                : FrameworkSettings.class.getResourceAsStream("/gosh_profile")) {
            Files.createDirectories(profile.getParent());
            if (content != null) {
                Files.copy(content, profile);
            }
            return run;
        } catch (IOException e) {
            throw new LauncherException("cannot write " + profile + ": " + Home.reason(e), e);
        }
    }

    /** Gogo would make its history as readable as the umask says; what was typed is nobody else's business. */
    private static void keepHistoryPrivate(Path history) {
        try {
            Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rw-------");
            if (!Files.exists(history, LinkOption.NOFOLLOW_LINKS)) {
                Files.createFile(history, PosixFilePermissions.asFileAttribute(ownerOnly));
            } else if (Files.isRegularFile(history, LinkOption.NOFOLLOW_LINKS)) {
                Files.setPosixFilePermissions(history, ownerOnly);
            }
        } catch (IOException | UnsupportedOperationException e) {
            Log.write("org.luarium.launcher", Level.DEBUG, "cannot make " + history + " private", e);
        }
    }

    /** Makes a directory that is watched for code; returns why it had better not be watched, if so. */
    static Optional<String> prepare(Path directory) {
        try {
            if (Files.isSymbolicLink(directory)) {
                return Optional.of("it is a symbolic link");
            }
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory, Home.ownerOnly(directory));
            }
            Optional<String> objection = Home.objection(directory, LinkOption.NOFOLLOW_LINKS);
            return objection.isPresent() ? objection : Home.replaceable(directory);
        } catch (IOException e) {
            return Optional.of(Home.reason(e));
        }
    }

    /** What the user sets overrides all that. */
    private void addFile() throws LauncherException {
        Path file = distribution.configurations().resolve("luarium.properties");
        if (!Files.exists(file)) {
            return;
        }
        Properties set = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            set.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            String reason = e instanceof IOException io ? Home.reason(io) : String.valueOf(e.getMessage());
            throw new LauncherException("cannot read " + file + ": " + reason, e);
        }
        set.stringPropertyNames().forEach(name -> properties.put(name, set.getProperty(name)));
        String level = set.getProperty("luarium.log.level");
        if (level != null && !Log.level(level)) {
            throw new LauncherException(
                    file + ": luarium.log.level is one of error, warn, info and debug, not '" + level + "'", null);
        }
    }
}
