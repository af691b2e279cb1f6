// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/** An interface in a bundle, extensions that implement it, and a bundle that uses it and knows nothing of Luarium. */
final class GreeterBundles implements AutoCloseable {
    static final String GREETER = "org.example.greeting.Greeter";
    static final String WORDS = "org.example.greeting.Words";
    static final String EXTENSION = "org.example.greeting.extension.GreeterExtension";

    private static final String GREETER_SOURCE =
            "public interface Greeter { String greet(String name); void exit(int code); }";
    private static final String WORDS_SOURCE = "public interface Words { String word(String key); }";
    private static final String CONSUMER = "org.example.consumer";

    private final BundleContext context;
    private final AtomicInteger directories = new AtomicInteger();
    final Path folder;

    GreeterBundles(BundleContext context) throws IOException {
        this.context = context;
        folder = Files.createTempDirectory("luarium-greeter").toRealPath();
    }

    private Path directory() throws IOException {
        return Files.createDirectory(folder.resolve("built" + directories.incrementAndGet()));
    }

    Path apiJar() throws IOException {
        return new TestBundle(directory(), "api")
                .with(GREETER, GREETER_SOURCE)
                .with(WORDS, WORDS_SOURCE)
                .build(headers("org.example.greeting.api", "Export-Package", "org.example.greeting;version=1.0"));
    }

    Bundle api() throws Exception {
        return start(apiJar(), "api");
    }

    /** Greets with a word and what the setting of that name has, if any. */
    Path extensionJar(String greeting) throws IOException {
        return new TestBundle(directory(), "extension")
                .with(GREETER, GREETER_SOURCE)
                .with(WORDS, WORDS_SOURCE)
                .with(
                        EXTENSION,
                        "import org.luarium.extension.spi.ExtensionContext;"
                                + " public final class GreeterExtension implements org.example.greeting.Greeter {"
                                + " private final ExtensionContext context;"
                                + " public GreeterExtension(ExtensionContext context) { this.context = context; }"
                                + " public String greet(String name) {"
                                + " if (name.startsWith(\"word \")) return"
                                + " context.service(org.example.greeting.Words.class).word(name.substring(5));"
                                + " return context.settings().getOrDefault(\"greeting\", \"" + greeting
                                + "\") + \" \" + name; }"
                                + " public void exit(int code) { System.exit(code); } }")
                .build(Map.of());
    }

    /** What describes it; each line is one more. */
    static String descriptor(String... lines) {
        return "interfaces = " + GREETER + "\nmain = " + EXTENSION + "\nmode = preferred\nstartTime = 60s\n"
                + String.join("\n", lines) + "\n";
    }

    /** A bundle that has the extension and no class. */
    Path carrier(String greeting, String... lines) throws IOException {
        return new TestBundle(directory(), "carrier")
                .with("ext/greeter.jar", Files.readAllBytes(extensionJar(greeting)))
                .with("ext/greeter.properties", descriptor(lines).getBytes(UTF_8))
                .build(headers(
                        "org.example.carrier",
                        "Luarium-Extension",
                        "ext/greeter.properties",
                        "Require-Capability",
                        "osgi.extender;filter:=\"(osgi.extender=org.luarium.extensions)\""));
    }

    /** A bundle that has the service injected, and offers what it saw of it as a service that only has types of Java. */
    Bundle consumer() throws Exception {
        Path directory = directory();
        // What a bundle is compiled against lies beside it
        new TestBundle(directory, "api")
                .with(GREETER, GREETER_SOURCE)
                .with(WORDS, WORDS_SOURCE)
                .build(Map.of());
        Path jar = new TestBundle(directory, "consumer")
                .with(
                        CONSUMER + ".Consumer",
                        "import java.util.*; import org.example.greeting.Greeter;"
                                + " public final class Consumer implements java.util.function.UnaryOperator<String> {"
                                + " private volatile Greeter greeter;"
                                + " private final List<String> seen = Collections.synchronizedList(new ArrayList<>());"
                                + " private final Set<Greeter> objects ="
                                + " Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));"
                                + " private static Object generation(Map<String, Object> p) { return"
                                + " p.get(\"luarium.extension.generation\"); }"
                                + " void bind(Greeter g, Map<String, Object> p) { greeter = g; objects.add(g);"
                                + " seen.add(\"bound \" + generation(p)); }"
                                + " void updated(Greeter g, Map<String, Object> p) {"
                                + " seen.add(\"updated \" + generation(p)); }"
                                + " void unbind(Greeter g) { if (g == greeter) { greeter = null; }"
                                + " seen.add(\"unbound\"); }"
                                + " public String apply(String what) {"
                                + " if (what.equals(\"seen\")) return String.join(\",\", seen);"
                                + " if (what.equals(\"objects\")) return String.valueOf(objects.size());"
                                + " Greeter g = greeter;"
                                + " if (g == null) return \"nobody\";"
                                + " if (what.equals(\"exit\")) { g.exit(3); return \"\"; }"
                                + " return g.greet(what); } }")
                .with(
                        "OSGI-INF/consumer.xml",
                        ("<scr:component xmlns:scr='http://www.osgi.org/xmlns/scr/v1.3.0' name='" + CONSUMER
                                        + "' immediate='true'>"
                                        + "<implementation class='" + CONSUMER + ".Consumer'/>"
                                        + "<service><provide interface='java.util.function.UnaryOperator'/></service>"
                                        + "<property name='example' value='consumer'/>"
                                        + "<reference name='greeter' interface='" + GREETER
                                        + "' cardinality='0..1' policy='dynamic' bind='bind' unbind='unbind'"
                                        + " updated='updated'/></scr:component>")
                                .getBytes(UTF_8))
                .build(headers(
                        CONSUMER,
                        "Import-Package",
                        "org.example.greeting;version=\"[1.0,2)\"",
                        "Service-Component",
                        "OSGI-INF/consumer.xml"));
        return start(jar, "consumer");
    }

    /** What the consumer says. */
    String ask(String what) throws Exception {
        @SuppressWarnings("rawtypes")
        Collection<ServiceReference<UnaryOperator>> found =
                context.getServiceReferences(UnaryOperator.class, "(example=consumer)");
        ServiceReference<?> reference = found.iterator().next();
        @SuppressWarnings("unchecked")
        UnaryOperator<String> consumer = (UnaryOperator<String>) context.getService(reference);
        return consumer.apply(what);
    }

    Bundle start(Path jar, String name) throws Exception {
        try (InputStream in = Files.newInputStream(jar)) {
            Bundle bundle = context.installBundle("test:" + name, in);
            bundle.start();
            return bundle;
        }
    }

    static Map<String, String> headers(String name, String... more) {
        Map<String, String> headers = new TreeMap<>(
                Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", name, "Bundle-Version", "1.0.0"));
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    /** Removes the bundles of a test, and what is wired to them. */
    @Override
    public void close() throws BundleException {
        List<Bundle> mine = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getLocation().startsWith("test:"))
                .toList();
        for (Bundle bundle : mine) {
            bundle.uninstall();
        }
        AtomicBoolean refreshed = new AtomicBoolean();
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(mine, (FrameworkListener)
                event -> refreshed.set(true));
        await().atMost(Duration.ofSeconds(30)).untilTrue(refreshed);
    }
}
