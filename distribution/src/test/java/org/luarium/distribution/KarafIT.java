// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Luarium in an Apache Karaf as it is unpacked, which has nothing but its own files to take bundles from. */
final class KarafIT {
    private static final Path UNPACKED = Path.of(System.getProperty("luarium.karaf"));
    private static final Path ARCHIVE = Path.of(System.getProperty("luarium.kar"));
    /** The newest Java that this Karaf is tested with. */
    private static final int NEWEST_JAVA = 17;

    @TempDir
    private Path folder;

    private Path karaf;

    @BeforeAll
    static void needJavaOfKaraf() {
        int java = Runtime.version().feature();
        String reason = "KarafIT is skipped: Karaf 4.4 is tested on Java " + NEWEST_JAVA + ", and this is Java " + java;
        if (java > NEWEST_JAVA) {
            System.out.println(reason);
        }
        assumeTrue(java <= NEWEST_JAVA, reason);
    }

    @BeforeEach
    void unpack() throws Exception {
        karaf = folder.resolve("karaf");
        try (Stream<Path> files = Files.walk(UNPACKED)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, karaf.resolve(UNPACKED.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.writeString(
                karaf.resolve("etc/org.ops4j.pax.url.mvn.cfg"),
                "org.ops4j.pax.url.mvn.settings=" + folder.resolve("none.xml") + "\n"
                        + "org.ops4j.pax.url.mvn.localRepository=" + folder.resolve("m2") + "\n"
                        + "org.ops4j.pax.url.mvn.defaultRepositories="
                        + karaf.resolve("system").toUri()
                        + "@id=system.repository@snapshots,"
                        + karaf.resolve("data/kar").toUri()
                        + "@id=kar.repository@multi@snapshots\n"
                        + "org.ops4j.pax.url.mvn.repositories=\n");
        // No two of them may wait for ssh on one port.
        Files.writeString(
                karaf.resolve("etc/org.apache.karaf.features.cfg"),
                "\nfeaturesBoot=framework,feature,shell,bundle,kar,deployer\n",
                StandardOpenOption.APPEND);
    }

    @Test
    void eachFeatureStartsAlone() throws Exception {
        Path repository = extract(ARCHIVE).resolve("repository");
        Files.writeString(
                karaf.resolve("etc/org.ops4j.pax.url.mvn.cfg"),
                "org.ops4j.pax.url.mvn.repositories=" + repository.toUri() + "@id=luarium@snapshots\n",
                StandardOpenOption.APPEND);
        List<String> features = KarafFeaturesIT.documented();
        try (Console console = new Console()) {
            console.run("feature:repo-add mvn:org.luarium/luarium-distribution/" + version() + "/xml/features");
            assertThat(console.run("feature:list")).contains(features);

            for (String feature : features) {
                assertThat(console.run("feature:install " + feature))
                        .as(feature)
                        .doesNotContain("Error");
                assertThat(console.run("feature:list -i | grep " + feature)).contains("Started");
                assertThat(console.run("bundle:list -t 0 | grep Luarium"))
                        .as(feature)
                        .contains("Active")
                        .doesNotContain("Installed", "Resolved", "Waiting", "Failure");
                if (feature.equals("luarium-store")) {
                    assertThat(console.run("bundle:list -t 0"))
                            .contains("Luarium API", "Luarium Store")
                            .doesNotContain("Luarium Core");
                }
                if (feature.equals("luarium-shell")) {
                    assertThat(console.run("vm:create a; vm:execute a \"return 6*7\""))
                            .contains("\n42\n");
                }
                console.run("feature:uninstall " + feature);
                assertThat(console.run("bundle:list -t 0"))
                        .as("after " + feature)
                        .doesNotContain("Luarium");
            }
            console.stop();
        }
    }

    @Test
    void anArchiveDroppedIntoDeployBringsItAll() throws Exception {
        Files.copy(ARCHIVE, karaf.resolve("deploy/luarium.kar"));
        try (Console console = new Console()) {
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> console.run("luarium:version").contains("Luarium  0."));

            console.run("vm:create a");
            assertThat(console.run("vm:execute a \"x = 40; return x + 2\"")).contains("\n42\n");
            assertThat(console.run("vm:list")).containsPattern("a +ready");
            console.run("session:open lab");
            assertThat(console.run("session:evaluate lab \"1 + 1\"")).contains("\n2\n");
            console.run("package:install math_package");
            assertThat(console.run("package:list")).contains("math_package");
            assertThat(console.run("store:usage")).contains("in all");
            assertThat(console.run("extension:list")).doesNotContain("not found");
            assertThat(console.run("network:channels")).doesNotContain("not found");
            console.stop();
        }
    }

    private Path extract(Path archive) throws Exception {
        Path target = folder.resolve("archive");
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Path file = target.resolve(entry.getName());
                Files.createDirectories(entry.isDirectory() ? file : file.getParent());
                if (!entry.isDirectory()) {
                    Files.copy(zip.getInputStream(entry), file);
                }
            }
        }
        return target;
    }

    private static String version() {
        return ARCHIVE.getFileName().toString().replaceFirst("^luarium-(.*)\\.kar$", "$1");
    }

    /** A shell without a terminal. */
    private final class Console implements AutoCloseable {
        private final Luarium.Running running;
        private int count;

        Console() throws Exception {
            ProcessBuilder builder =
                    new ProcessBuilder(karaf.resolve("bin/karaf").toString(), "clean");
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("EXTRA_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Duser.home=" + folder);
            running = new Luarium.Running(builder.start());
        }

        /** What a command prints. The next one prints a mark, which tells that this one has ended. */
        String run(String command) throws Exception {
            int from = running.seen().length();
            String mark = "end-of-" + count++;
            running.type(command + "\n");
            running.type("echo " + mark + "\n");
            Pattern end = Pattern.compile("^" + mark + "\\s*$", Pattern.MULTILINE);
            Awaitility.await()
                    .alias(command)
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> end.matcher(running.seen()).find());
            return running.seen().substring(from).replace("\r", "");
        }

        void stop() throws Exception {
            // The end of its input is the end of Karaf.
            running.feed(InputStream.nullInputStream());
            running.await();
            assertThat(Luarium.processesAt(folder)).isEmpty();
        }

        @Override
        public void close() {
            running.close();
        }
    }
}
