// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.extension.DependencyException;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionManager;
import org.luarium.extension.ExtensionSpec;
import org.luarium.isolate.Confinement;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Extensions that configurations and folders bring, and what Maven repositories bring to them. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DeployedExtensionsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private GreeterBundles bundles;
    private Configuration settings;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @Before
    public void prepare() throws Exception {
        bundles = new GreeterBundles(context);
        settings = configurations.getConfiguration("org.luarium.extensions", "?");
    }

    @After
    public void remove() throws Exception {
        settings.delete();
        bundles.close();
    }

    /** Looked up each time: its settings make another one. */
    private ExtensionManager manager() {
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            var reference = context.getServiceReference(ExtensionManager.class);
                            return reference == null ? null : context.getService(reference);
                        },
                        found -> found != null);
    }

    private void awaitAnswer(String question, Predicate<String> answer) {
        await().atMost(PATIENCE).until(() -> bundles.ask(question), answer);
    }

    private void awaitGeneration(String name, int generation) {
        await().atMost(PATIENCE)
                .until(() -> manager()
                                .find(name)
                                .map(found -> found.info().generation())
                                .orElse(0)
                        == generation);
    }

    @Test
    public void anExtensionLastsAsLongAsItsConfiguration() throws Exception {
        bundles.api();
        bundles.consumer();
        Path jar = bundles.extensionJar("Hello");
        Map<String, Object> entries = new HashMap<>(Map.of(
                "interfaces",
                new String[] {GreeterBundles.GREETER},
                "main",
                GreeterBundles.EXTENSION,
                "jars",
                jar.toString(),
                "mode",
                "preferred",
                "startTime",
                "60s",
                "threads",
                8));
        Configuration configuration =
                configurations.getFactoryConfiguration("org.luarium.extension", "configured", "?");
        configuration.update(FrameworkUtil.asDictionary(entries));
        awaitAnswer("World", "Hello World"::equals);
        assertThat(manager().get("configured").spec().threads()).isEqualTo(8);

        entries.put("settings.greeting", "Good morning");
        configuration.update(FrameworkUtil.asDictionary(entries));
        awaitAnswer("World", "Good morning World"::equals);

        entries.put("main", "no.such.Main");
        configuration.update(FrameworkUtil.asDictionary(entries));
        awaitGeneration("configured", 3);
        assertThat(bundles.ask("World")).isEqualTo("Good morning World");

        entries.put("main", GreeterBundles.EXTENSION);
        entries.put("settings.greeting", "Good night");
        configuration.update(FrameworkUtil.asDictionary(entries));
        awaitAnswer("World", "Good night World"::equals);
        assertThat(bundles.ask("seen")).isEqualTo("bound 1,updated 2,updated 4");

        configuration.delete();
        awaitAnswer("World", "nobody"::equals);
        assertThat(manager().find("configured")).isEmpty();
    }

    @Test
    public void aFolderIsFollowed() throws Exception {
        bundles.api();
        bundles.consumer();
        Path watched = Files.createDirectory(bundles.folder.resolve("watched"));
        settings.update(FrameworkUtil.asDictionary(Map.of("folder", watched.toString(), "poll", 50)));
        Path folder = Files.createDirectory(watched.resolve("dropped"));
        Files.copy(bundles.extensionJar("Hello"), folder.resolve("greeter.jar"));
        Path descriptor = folder.resolve("extension.properties");
        Files.writeString(descriptor, GreeterBundles.descriptor());
        awaitAnswer("World", "Hello World"::equals);

        Files.copy(bundles.extensionJar("Welcome"), folder.resolve("greeter.jar"), StandardCopyOption.REPLACE_EXISTING);
        awaitAnswer("World", "Welcome World"::equals);

        Files.writeString(descriptor, GreeterBundles.descriptor("main = no.such.Main"));
        awaitGeneration("dropped", 3);
        assertThat(bundles.ask("World")).isEqualTo("Welcome World");

        Files.writeString(descriptor, GreeterBundles.descriptor("settings.greeting = Good night"));
        awaitAnswer("World", "Good night World"::equals);
        assertThat(bundles.ask("seen")).isEqualTo("bound 1,updated 2,updated 4");

        Files.delete(descriptor);
        awaitAnswer("World", "nobody"::equals);
    }

    private static final String ONE = "public final class Lib { public static String name() { return \"one\"; } }";
    private static final String TWO = "public final class Lib { public static int number() { return 2; } }";

    /** Two versions of a library that have nothing in common, and what uses them. */
    private Path repository() throws Exception {
        Path repository = Files.createDirectory(bundles.folder.resolve("repository"));
        publish(repository, "lib", "1.0", jar("one", "lib.Lib", ONE), "");
        publish(repository, "lib", "2.0", jar("two", "lib.Lib", TWO), "");
        String use =
                "public final class Answer implements Asked { public String answer() { return \"\" + lib.Lib.%s(); } }";
        String needs =
                "<dependency><groupId>test</groupId><artifactId>lib</artifactId><version>%s</version></dependency>";
        publish(repository, "app", "1.0", jar("one", "app.Answer", use.formatted("name")), needs.formatted("1.0"));
        publish(repository, "app", "2.0", jar("two", "app.Answer", use.formatted("number")), needs.formatted("2.0"));
        return repository;
    }

    private byte[] jar(String version, String type, String source) throws IOException {
        Path directory = Files.createDirectories(bundles.folder.resolve(version));
        String name = type.substring(0, type.indexOf('.'));
        return Files.readAllBytes(new TestBundle(directory, name)
                .with(name + ".Asked", "public interface Asked { String answer(); }")
                .with(type, source)
                .build(Map.of()));
    }

    private static void publish(Path repository, String artifact, String version, byte[] jar, String dependencies)
            throws Exception {
        Path folder = Files.createDirectories(
                repository.resolve("test").resolve(artifact).resolve(version));
        String pom = "<project><modelVersion>4.0.0</modelVersion><groupId>test</groupId><artifactId>" + artifact
                + "</artifactId><version>" + version + "</version><dependencies>" + dependencies
                + "</dependencies></project>";
        for (Map.Entry<String, byte[]> file :
                Map.of("jar", jar, "pom", pom.getBytes(UTF_8)).entrySet()) {
            String name = artifact + "-" + version + "." + file.getKey();
            Files.write(folder.resolve(name), file.getValue());
            Files.writeString(
                    folder.resolve(name + ".sha1"),
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(file.getValue())));
        }
    }

    private static ExtensionSpec app(String name, String version) {
        return ExtensionSpec.java(name)
                .dependency("test:app:" + version)
                .main("app.Answer")
                .mode(Confinement.Mode.PREFERRED)
                .startTime(Duration.ofMinutes(1))
                .build();
    }

    private void useRepository(String address) throws IOException {
        ExtensionManager before = manager();
        settings.update(FrameworkUtil.asDictionary(Map.of("repositories", new String[] {"test=" + address})));
        await().atMost(PATIENCE).until(() -> manager() != before);
    }

    @Test
    public void line13_twoVersionsOfALibraryAreUsedAtOnce() throws Exception {
        useRepository(repository().toUri().toString());
        try (Extension one = manager().load(app("one", "1.0"));
                Extension two = manager().load(app("two", "2.0"))) {
            assertThat(one.invoke("answer")).isEqualTo("one");
            assertThat(two.invoke("answer")).isEqualTo("2");
            assertThat(one.invoke("answer")).isEqualTo("one");
        }
    }

    @Test
    public void line14_aServerIsAskedOnceAndTheFailureHasAType() throws Exception {
        Path repository = repository();
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            Path file = repository.resolve(path.substring(1));
            try (exchange) {
                if (Files.isRegularFile(file)) {
                    exchange.sendResponseHeaders(200, Files.size(file));
                    Files.copy(file, exchange.getResponseBody());
                } else {
                    exchange.sendResponseHeaders(404, -1);
                }
            }
        });
        server.start();
        try {
            useRepository("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            try (Extension first = manager().load(app("web", "1.0"))) {
                assertThat(first.invoke("answer")).isEqualTo("one");
            }
            assertThat(asked).contains("/test/lib/1.0/lib-1.0.jar");
            int before = asked.size();

            try (Extension again = manager().load(app("web", "1.0"))) {
                assertThat(again.invoke("answer")).isEqualTo("one");
            }
            assertThat(asked).hasSize(before);

            assertThatThrownBy(() -> manager().load(app("web", "3.0")))
                    .isInstanceOfSatisfying(DependencyException.class, failure -> {
                        assertThat(failure.extension()).isEqualTo("web");
                        assertThat(failure.problem()).isEqualTo(DependencyException.Problem.UNKNOWN);
                        assertThat(failure.dependency()).contains("test:app:3.0");
                    });
        } finally {
            server.stop(0);
        }
    }
}
