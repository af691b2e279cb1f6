// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import static org.luarium.extension.DependencyException.Problem.WRONG_CHECKSUM;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.luarium.store.Build;
import org.luarium.store.Config;
import org.luarium.store.Matcher;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.SelfPath;
import org.luarium.store.Stage;

/** How locks and jars become objects of the store. */
final class JarStages {
    static final String LOCK = "lock";

    private static final String FILE = "file:";
    private static final int LONGEST_NAME = 100;
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9_-]+");

    private final MavenResolver resolver;

    JarStages(MavenResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * What repositories make of coordinates.
     *
     * @param sources gets the file of each jar by its hash, if they have to be asked
     */
    Stage<Ref.DRef> lock(List<Coordinates> wanted, Map<String, Path> sources) {
        Config config = Config.builder("extension-lock")
                .set("dependencies", wanted.stream().map(Coordinates::toString).toList())
                .set("out", SelfPath.promise(LOCK))
                .build();
        Realizer realizer = Realizer.of("luarium-extension-lock-1", build -> {
            List<LockedJar> jars = new ArrayList<>();
            for (MavenResolver.Found found : resolver.resolve(wanted, build.scratch(), new TransferLog(build.log()))) {
                String hash = JarFiles.hash(found.file());
                sources.put(hash, found.file());
                jars.add(new LockedJar(found.coordinates().toString(), hash, JarFiles.size(found.file()), jars.size()));
            }
            Files.writeString(build.out().resolve(LOCK), LockText.write(jars));
        });
        return plan -> plan.derive(config, realizer, Matcher.latest(1));
    }

    /**
     * An object for each jar, whose name follows from its content.
     *
     * @param sources files by hash; others are asked for again
     */
    Stage<List<Ref.DRef>> jars(List<LockedJar> jars, Map<String, Path> sources) {
        return plan -> jars.stream()
                .map(jar -> plan.derive(
                        config(jar), Realizer.of("luarium-extension-jar-1", build -> copy(jar, sources, build))))
                .toList();
    }

    private static Config config(LockedJar jar) {
        String fileName = fileName(jar);
        String name = OTHER.matcher(fileName).replaceAll("-");
        return Config.builder(name.substring(0, Math.min(name.length(), LONGEST_NAME)))
                .set("sha256", jar.sha256())
                .set("out", SelfPath.promise(fileName))
                .build();
    }

    static String fileName(LockedJar jar) {
        return jar.name().startsWith(FILE)
                ? jar.name().substring(FILE.length())
                : Coordinates.parse(jar.name()).fileName();
    }

    private void copy(LockedJar jar, Map<String, Path> sources, Build build) throws IOException {
        Path target = build.path(SelfPath.promise(fileName(jar)));
        Path source = sources.get(jar.sha256());
        if (source == null || !copy(jar, source, target)) {
            if (jar.name().startsWith(FILE)) {
                throw wrong(jar, "it changed while it was read; try again");
            }
            fetch(jar, target, build);
        }
        JarFiles.check(target, jar.name());
    }

    private void fetch(LockedJar jar, Path target, Build build) throws IOException {
        Coordinates coordinates = Coordinates.parse(jar.name());
        TransferLog log = new TransferLog(build.log());
        Path file = resolver.fetch(coordinates, build.scratch(), log);
        if (!copy(jar, file, target)) {
            // The local repository is only a copy of others, and may be spoilt
            Files.delete(file);
            if (!copy(jar, resolver.fetch(coordinates, build.scratch(), log), target)) {
                throw wrong(
                        jar,
                        "the repository has another file now than when it was locked; ask its owner, or use another"
                                + " version");
            }
        }
    }

    /** Whether it is what the lock says. */
    private static boolean copy(LockedJar jar, Path source, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target)) {
            return JarFiles.copy(source, out).equals(jar.sha256());
        }
    }

    private static NoClassPathException wrong(LockedJar jar, String what) {
        return new NoClassPathException(
                WRONG_CHECKSUM, jar.name(), "the dependency " + jar.name() + " cannot be used: " + what, "", null);
    }
}
