// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.distribution.Luarium.Running;

/** What VMs suffer from a bundle in {@code deploy/} that is up to something: nothing, and the doctor names it. */
final class DroppedBundlesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Path home;
    private Path drafts;
    private Running running;
    private int asked;

    @BeforeEach
    void start() throws Exception {
        home = directory.resolve("home");
        drafts = Files.createDirectory(directory.resolve("drafts"));
        running = new Luarium(
                        List.of(
                                Luarium.JAVA,
                                Luarium.QUICK,
                                "-Duser.home=" + directory,
                                "-jar",
                                Luarium.JAR.toString()),
                        home)
                .start();
        await().atMost(PATIENCE).until(() -> Files.isDirectory(home.resolve("deploy")));
        ask("vm:create a", "vm:execute a 'kept = 1'");
    }

    @AfterEach
    void kill() {
        running.close();
    }

    @Test
    void aSecondVersionOfOurPackagesChangesNoWiring() throws Exception {
        String before = wiring();

        drop(
                new TestBundle(drafts, "rival").with("org.luarium.vm.Vm", "public interface Vm {}"),
                Map.of("Export-Package", "org.luarium.vm;version=\"99.0.0\""));

        awaitState("rival", "Active");
        assertThat(wiring()).isEqualTo(before);
        assertVmIsAlive();
        end();
    }

    @Test
    void aFragmentDoesNotAttach() throws Exception {
        drop(
                new TestBundle(drafts, "parasite").with("org.luarium.core.internal.Parasite", "class Parasite {}"),
                Map.of("Fragment-Host", "org.luarium.core"));

        awaitState("parasite", "Installed");
        assertVmIsAlive();
        ask("felix:refresh org.luarium.core");
        awaitCommands();
        assertThat(ask("felix:lb -s | grep parasite")).contains("Installed");
        end();
    }

    @Test
    void anActivatorThatHangsIsNamedByTheDoctor() throws Exception {
        dropActivator("sleeper", "new java.util.concurrent.CountDownLatch(1).await();");

        awaitState("sleeper", "Starting");
        assertVmIsAlive();
        assertThat(ask("luarium:doctor")).containsPattern("sleeper \\[\\d+] is still starting");
        assertThat(ask("vm:create b", "vm:execute b 'print(6 * 7)'")).contains("42");
    }

    @Test
    void anActivatorThatThrowsHoldsUpNoOtherBundle() throws Exception {
        dropActivator("thrower", "throw new Error(\"thrown on purpose\");");
        dropActivator("worker", "");

        awaitState("worker", "Active");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(ask("luarium:doctor")).containsPattern("thrower \\[\\d+] was to start and did not"));
        assertVmIsAlive();
        end();
    }

    @Test
    void aManagerOfTheHighestRankingIsNotAskedButNamedByTheDoctor() throws Exception {
        drop(
                new TestBundle(drafts, "hijacker").with("hijacker.Main", """
                                import java.lang.reflect.Proxy;
                                import java.util.Dictionary;
                                import java.util.Hashtable;
                                import org.osgi.framework.BundleActivator;
                                import org.osgi.framework.BundleContext;
                                public class Main implements BundleActivator {
                                    public void start(BundleContext context) throws Exception {
                                        Class<?> type = Class.forName("org.luarium.vm.VmManager");
                                        Object manager = Proxy.newProxyInstance(
                                                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, values) -> {
                                                    throw new UnsupportedOperationException("hijacked");
                                                });
                                        Dictionary<String, Object> properties = new Hashtable<>();
                                        properties.put("service.ranking", Integer.MAX_VALUE);
                                        context.registerService(type.getName(), manager, properties);
                                    }
                                    public void stop(BundleContext context) {}
                                }
                                """),
                Map.of(
                        "Bundle-Activator", "hijacker.Main",
                        "Import-Package", "org.osgi.framework,org.luarium.vm"));

        awaitState("hijacker", "Active");
        assertVmIsAlive();
        assertThat(ask("luarium:doctor"))
                .containsPattern("foreign provider: hijacker \\[\\d+]")
                .contains("created, answered and removed one");
        ask("felix:refresh org.luarium.shell-commands");
        awaitCommands();
        end();
    }

    private void dropActivator(String name, String body) throws IOException {
        drop(
                new TestBundle(drafts, name).with(name + ".Main", """
                                import org.osgi.framework.BundleActivator;
                                import org.osgi.framework.BundleContext;
                                public class Main implements BundleActivator {
                                    public void start(BundleContext context) throws Exception { %s }
                                    public void stop(BundleContext context) {}
                                }
                                """.formatted(body)),
                Map.of("Bundle-Activator", name + ".Main", "Import-Package", "org.osgi.framework"));
    }

    private void drop(TestBundle bundle, Map<String, String> headers) throws IOException {
        String name = bundle.name();
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", name, "Bundle-Version", "1.0.0"));
        Path jar = bundle.build(all);
        Files.move(jar, home.resolve("deploy").resolve(name + ".jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void awaitState(String name, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(ask("felix:lb -s | grep " + name)).contains(state));
    }

    private void awaitCommands() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ask("vm:create b", "vm:execute b 'print(6 * 7)'"))
                        .contains("42"));
    }

    /** Which bundles import our packages, and from whom. */
    private String wiring() throws IOException {
        String imports = ask("felix:inspect req osgi.wiring.package org.luarium.core org.luarium.shell-commands");
        assertThat(imports).contains("org.luarium.vm");
        return imports.replaceAll("answered-\\d+", "");
    }

    private void assertVmIsAlive() throws IOException {
        assertThat(ask("vm:execute a 'print(\"kept\", kept)'")).contains("kept\t1");
    }

    private void end() throws Exception {
        running.feed(InputStream.nullInputStream());
        assertThat(running.await().code()).isZero();
    }

    /** What the shell prints for some lines. */
    private String ask(String... lines) throws IOException {
        int from = running.seen().length();
        String mark = "answered-" + asked++;
        running.type(String.join("\n", lines) + "\necho " + mark + "\n");
        await().atMost(PATIENCE).until(() -> running.seen().substring(from).contains(mark));
        return running.seen().substring(from);
    }
}
