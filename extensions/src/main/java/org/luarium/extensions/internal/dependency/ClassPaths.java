// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.luarium.extension.DependencyException;
import org.luarium.extension.DependencyException.Problem;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Generation;
import org.luarium.store.Lease;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Profile;
import org.luarium.store.Realization;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.Retention;
import org.luarium.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The class paths of extensions. Each jar is an object of the store, shared by all that need it, and so is the lock: what the repositories made of a list of coordinates, once and for all. Thread-safe; several processes may
 * use one folder and one store.
 */
public final class ClassPaths {
    private static final int GENERATIONS = 10;
    private static final int ATTEMPTS = 3;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,60}");

    private static final Logger log = LoggerFactory.getLogger(ClassPaths.class);

    private final Store store;
    private final JarStages stages;

    /**
     * Creates class paths.
     *
     * @param home of the extensions; the local repository is in it
     */
    public ClassPaths(Store store, Path home, DependencySettings settings) {
        this.store = store;
        stages = new JarStages(new MavenResolver(home.resolve("maven"), settings));
    }

    /**
     * Makes sure that everything an extension needs is there. What was asked for before, by whatever extension, is taken as it was then, without a look at any repository.
     *
     * @param extension whose profile keeps it, so that it is still there the next time
     * @param coordinates {@code group:artifact[:extension[:classifier]]:version}
     * @param jars files of this machine
     * @return to be closed when the extension has ended
     * @throws DependencyException if it cannot be; nothing is half made then
     */
    public ClassPath realize(String extension, List<String> coordinates, List<Path> jars) {
        try {
            return realize(extension, Request.of(coordinates, jars));
        } catch (NoClassPathException e) {
            throw e.of(extension);
        }
    }

    private ClassPath realize(String extension, Request request) {
        for (int attempt = 1; ; attempt++) {
            try {
                return tryToRealize(extension, request);
            } catch (ObjectNotFoundException e) {
                // Somebody collected between realizing and leasing
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Lets the store collect what only this extension needed and nobody uses. */
    public boolean forget(String extension) {
        return store.removeProfile(profileOf(extension));
    }

    private ClassPath tryToRealize(String extension, Request request) {
        Map<String, Path> sources = new ConcurrentHashMap<>();
        Map<String, Ref.RRef> entries = new TreeMap<>();
        List<LockedJar> jars = new ArrayList<>();
        boolean reused = true;
        for (Request.Local local : request.locals()) {
            sources.put(local.jar().sha256(), local.file());
            add(local.jar(), jars);
        }
        if (!request.coordinates().isEmpty()) {
            Realized<Ref.DRef> realized =
                    run(request, () -> store.realize(stages.lock(request.coordinates(), sources)));
            reused = realized.built().isEmpty();
            Realization lock = realized.one();
            entries.put("lock", lock.ref());
            for (LockedJar jar : read(lock.path().resolve(JarStages.LOCK))) {
                add(jar, jars);
            }
        }
        List<Path> files = new ArrayList<>();
        if (!jars.isEmpty()) {
            Realized<List<Ref.DRef>> realized = run(request, () -> store.realize(stages.jars(jars, sources)));
            reused &= realized.built().isEmpty();
            for (LockedJar jar : jars) {
                Realization object = realized.one(realized.result().get(jar.order()));
                files.add(object.path().resolve(JarStages.fileName(jar)));
                entries.put("jar-%04d".formatted(jar.order()), object.ref());
            }
        }
        Lease lease = store.lease(entries.values());
        boolean done = false;
        try {
            keep(extension, entries, request.fingerprint());
            done = true;
            return new ClassPath(files, jars, request.fingerprint(), reused, lease);
        } finally {
            if (!done) {
                lease.close();
            }
        }
    }

    /** Unless the same file is there already, from another place. */
    private static void add(LockedJar jar, List<LockedJar> jars) {
        boolean there = jars.stream()
                .anyMatch(other -> other.sha256().equals(jar.sha256())
                        && JarStages.fileName(other).equals(JarStages.fileName(jar)));
        if (!there) {
            jars.add(new LockedJar(jar.name(), jar.sha256(), jar.size(), jars.size()));
        }
    }

    private void keep(String extension, Map<String, Ref.RRef> entries, String fingerprint) {
        Profile profile = store.profile(profileOf(extension));
        if (!profile.current().map(Generation::entries).filter(entries::equals).isPresent()) {
            Generation generation = profile.commit(entries, fingerprint);
            int forgotten = profile.prune(Retention.ofLast(GENERATIONS)).size();
            log.debug(
                    "the class path of {} is generation {} now, and {} old ones are forgotten",
                    extension,
                    generation.number(),
                    forgotten);
        }
    }

    private static String profileOf(String extension) {
        return PLAIN.matcher(extension).matches()
                ? "extension-" + extension
                : "extension_" + HexFormat.of().formatHex(JarFiles.sha256().digest(extension.getBytes(UTF_8)), 0, 20);
    }

    private static List<LockedJar> read(Path lock) {
        try {
            return LockText.read(Files.readString(lock));
        } catch (IOException e) {
            throw new UncheckedIOException("the lock " + lock + " cannot be read; verify the store", e);
        }
    }

    /** What the store does. */
    private interface Step<T> {
        T run();
    }

    private static <T> T run(Request request, Step<T> step) {
        try {
            return step.run();
        } catch (BuildFailedException e) {
            if (e.getCause() instanceof NoClassPathException problem) {
                throw problem;
            }
            throw e;
        } catch (RealizeCancelledException e) {
            String asked = request.coordinates().toString();
            throw new NoClassPathException(
                    Problem.INTERRUPTED,
                    asked,
                    "the dependencies " + asked + " were not fetched: the thread was interrupted; try again",
                    "",
                    e);
        }
    }
}
