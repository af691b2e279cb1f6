// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionManager;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.spi.RemoteExtensionException;
import org.luarium.isolate.Confinement;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleWiring;

/** Extensions that bundles bring, and how other bundles see them: as services, and as nothing else. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ExtensionBundlesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Inject
    private BundleContext context;

    private GreeterBundles bundles;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @Before
    public void prepare() throws Exception {
        bundles = new GreeterBundles(context);
    }

    @After
    public void remove() throws Exception {
        bundles.close();
    }

    /** Looked up each time: bundles are stopped here. */
    private ExtensionManager manager() {
        return context.getService(context.getServiceReference(ExtensionManager.class));
    }

    private void awaitAnswer(String question, Predicate<String> answer) {
        await().atMost(PATIENCE).until(() -> bundles.ask(question), answer);
    }

    @Test
    public void aBundleWithoutAnyImportOfLuariumUsesAnExtensionThroughItsWholeLife() throws Exception {
        bundles.api();
        Bundle consumer = bundles.consumer();
        assertThat(bundles.ask("World")).isEqualTo("nobody");
        assertThat(consumer.adapt(BundleWiring.class).getRequiredWires(null))
                .noneMatch(wire -> wire.getProvider().getSymbolicName().startsWith("org.luarium"));

        Bundle carrier = bundles.start(bundles.carrier("Hello", "jars = ext/greeter.jar"), "carrier");
        awaitAnswer("World", "Hello World"::equals);
        assertThat(bundles.ask("seen")).isEqualTo("bound 1");

        assertThatThrownBy(() -> bundles.ask("exit")).hasMessageContaining("exit code 3");
        awaitAnswer("World", "Hello World"::equals);
        assertThat(bundles.ask("seen")).isEqualTo("bound 1,unbound,bound 2");

        manager().get("greeter").reload();
        assertThat(bundles.ask("seen")).isEqualTo("bound 1,unbound,bound 2,updated 3");
        assertThat(bundles.ask("objects")).isEqualTo("1");
        assertThat(bundles.ask("World")).isEqualTo("Hello World");

        long pid = manager().get("greeter").info().pid().orElseThrow();
        carrier.stop();
        awaitAnswer("World", "nobody"::equals);
        assertThat(bundles.ask("seen")).endsWith("updated 3,unbound");
        await().atMost(PATIENCE).until(() -> ProcessHandle.of(pid).isEmpty());
        assertThat(manager().find("greeter")).isEmpty();
    }

    @Test
    public void anUpdateOfTheBundleLosesNoCall() throws Exception {
        bundles.api();
        bundles.consumer();
        Bundle carrier = bundles.start(bundles.carrier("Hello", "jars = ext/greeter.jar"), "carrier");
        awaitAnswer("World", "Hello World"::equals);
        Path next = bundles.carrier("Welcome", "jars = ext/greeter.jar");
        AtomicBoolean end = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<String> failure = CompletableFuture.supplyAsync(() -> {
            while (!end.get()) {
                try {
                    String answer = bundles.ask("World");
                    if (!answer.equals("Hello World") && !answer.equals("Welcome World")) {
                        return answer;
                    }
                    calls.incrementAndGet();
                } catch (Exception e) {
                    return e.toString();
                }
            }
            return "";
        });

        try (InputStream in = Files.newInputStream(next)) {
            carrier.update(in);
        }
        awaitAnswer("World", "Welcome World"::equals);

        end.set(true);
        assertThat(failure.get(1, TimeUnit.MINUTES)).isEmpty();
        assertThat(calls).hasPositiveValue();
        assertThat(bundles.ask("objects")).isEqualTo("1");
        assertThat(bundles.ask("seen")).doesNotContain("unbound");
    }

    @Test
    public void anUpdateThatCannotBeLoadedLeavesWhatRuns() throws Exception {
        bundles.api();
        bundles.consumer();
        Bundle carrier = bundles.start(bundles.carrier("Hello", "jars = ext/greeter.jar"), "carrier");
        awaitAnswer("World", "Hello World"::equals);

        try (InputStream in =
                Files.newInputStream(bundles.carrier("Broken", "jars = ext/greeter.jar", "main = no.such.Main"))) {
            carrier.update(in);
        }
        await().atMost(PATIENCE).until(() -> manager().get("greeter").info().generation() == 2);
        assertThat(bundles.ask("World")).isEqualTo("Hello World");

        try (InputStream in = Files.newInputStream(bundles.carrier("Fixed", "jars = ext/greeter.jar"))) {
            carrier.update(in);
        }
        awaitAnswer("World", "Fixed World"::equals);
        assertThat(bundles.ask("seen")).isEqualTo("bound 1,updated 3");
    }

    @Test
    public void anInterfaceThatComesLaterIsWaitedFor() throws Exception {
        Bundle carrier = bundles.start(bundles.carrier("Hello", "jars = ext/greeter.jar"), "carrier");
        bundles.api();
        bundles.consumer();

        awaitAnswer("World", "Hello World"::equals);
        carrier.uninstall();
        awaitAnswer("World", "nobody"::equals);
    }

    @Test
    public void whatABundleHasLoadedEndsWithIt() throws Exception {
        BundleContext other = bundle("org.apache.felix.configadmin").getBundleContext();
        ServiceReference<ExtensionManager> reference = other.getServiceReference(ExtensionManager.class);
        Extension extension = other.getService(reference).load(byName("theirs"));
        long pid = extension.info().pid().orElseThrow();
        assertThat(extension.invoke("greet", "you")).isEqualTo("Hello you");
        assertThat(manager().find("theirs")).contains(extension);

        other.ungetService(reference);

        assertThat(manager().find("theirs")).isEmpty();
        await().atMost(PATIENCE).until(() -> ProcessHandle.of(pid).isEmpty());
    }

    /** Of the interface of the extension's jar, which no bundle has. */
    private ExtensionSpec byName(String name) throws Exception {
        return ExtensionSpec.java(name)
                .jar(bundles.extensionJar("Hello"))
                .main(GreeterBundles.EXTENSION)
                .mode(Confinement.Mode.PREFERRED)
                .startTime(Duration.ofMinutes(1))
                .build();
    }

    @Test
    public void everythingEndsAndComesBackWithTheBundlesThatItNeeds() throws Exception {
        bundles.api();
        bundles.consumer();
        bundles.start(bundles.carrier("Hello", "jars = ext/greeter.jar"), "carrier");
        awaitAnswer("World", "Hello World"::equals);

        for (String name : List.of("org.luarium.extensions", "org.luarium.core", "org.luarium.store")) {
            long pid = manager().get("greeter").info().pid().orElseThrow();
            Bundle bundle = bundle(name);
            bundle.stop();
            assertThat(bundles.ask("World")).as("without " + name).isEqualTo("nobody");
            await().atMost(PATIENCE).until(() -> ProcessHandle.of(pid).isEmpty());
            bundle.start();
            awaitAnswer("World", "Hello World"::equals);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .filteredOn("luarium-extension-folder"::equals)
                        .hasSize(1));
    }

    @Test
    public void line66_interfacesOfOneSimpleNameAreTwoServices() throws Exception {
        String body = "public interface Greeter { String greet(String name); }";
        Path directory = Files.createDirectory(bundles.folder.resolve("twins"));
        bundles.start(
                new TestBundle(directory, "api")
                        .with("org.example.one.Greeter", body)
                        .with("org.example.two.Greeter", body)
                        .build(GreeterBundles.headers(
                                "org.example.twins",
                                "Export-Package",
                                "org.example.one;version=1.0,org.example.two;version=1.0")),
                "twins");
        Path jar = new TestBundle(Files.createDirectory(directory.resolve("inner")), "both")
                .with("org.example.one.Greeter", body)
                .with("org.example.two.Greeter", body)
                .with(
                        "org.example.both.Both",
                        "public final class Both implements org.example.one.Greeter, org.example.two.Greeter {"
                                + " public String greet(String name) { return \"Hello \" + name; } }")
                .build(Map.of());
        bundles.start(
                new TestBundle(directory, "carrier")
                        .with("both.jar", Files.readAllBytes(jar))
                        .with("both.properties", """
                                interfaces = org.example.one.Greeter, org.example.two.Greeter
                                main = org.example.both.Both
                                jars = both.jar
                                mode = preferred
                                startTime = 60s
                                """.getBytes(UTF_8))
                        .build(GreeterBundles.headers("org.example.both", "Luarium-Extension", "both.properties")),
                "both");

        for (String name : List.of("org.example.one.Greeter", "org.example.two.Greeter")) {
            await().atMost(PATIENCE).until(() -> context.getAllServiceReferences(name, null) != null);
            Object service = context.getService(context.getAllServiceReferences(name, null)[0]);
            Class<?> type = Arrays.stream(service.getClass().getInterfaces())
                    .findFirst()
                    .orElseThrow();
            assertThat(type.getName()).isEqualTo(name);
            assertThat(type.getMethod("greet", String.class).invoke(service, name))
                    .isEqualTo("Hello " + name);
        }
    }

    @Test
    public void line69_aGrantedServiceMayGoAndComeBack() throws Exception {
        Bundle api = bundles.api();
        bundles.consumer();
        bundles.start(
                bundles.carrier("Hello", "jars = ext/greeter.jar", "grants = " + GreeterBundles.WORDS), "carrier");
        awaitAnswer("World", "Hello World"::equals);

        assertThatThrownBy(() -> bundles.ask("word bye"))
                .isInstanceOfSatisfying(
                        RemoteExtensionException.class,
                        failure -> assertThat(failure.remoteType()).isEqualTo("org.osgi.framework.ServiceException"))
                .hasMessageContaining("the host has no service " + GreeterBundles.WORDS);
        ServiceRegistration<?> words = words(api);
        assertThat(bundles.ask("word bye")).isEqualTo("word of bye");
        words.unregister();
        assertThatThrownBy(() -> bundles.ask("word bye")).hasMessageContaining("the host has no service");
        words = words(api);
        assertThat(bundles.ask("word bye")).isEqualTo("word of bye");
        words.unregister();
        assertThat(bundles.ask("seen")).isEqualTo("bound 1");
    }

    private static ServiceRegistration<?> words(Bundle api) throws Exception {
        Class<?> type = api.loadClass(GreeterBundles.WORDS);
        Object service = Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "word" -> "word of " + arguments[0];
                    case "hashCode" -> 1;
                    case "equals" -> proxy == arguments[0];
                    default -> "words";
                });
        return api.getBundleContext().registerService(type.getName(), service, null);
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
