// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.inject.Inject;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Metrics;
import org.luarium.metrics.Sample;
import org.luarium.session.SessionManager;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Figures of a container with everything: as a service, as MBeans, over HTTP, and what health checks say. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MetricsIT {
    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
    private static final String PID = "org.luarium.metrics.http";
    private static final Path DOCUMENT = Markdown.ROOT.resolve("docs/operations.md");
    private static final String MARK = "<!-- What follows is compared with what the service says of itself. -->\n";

    @Inject
    private BundleContext context;

    @Inject
    private Metrics metrics;

    @Inject
    private VmManager vms;

    @Inject
    private SessionManager sessions;

    @Inject
    private ConfigurationAdmin configurations;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @After
    public void close() {
        vms.list().forEach(info -> vms.remove(info.id()));
    }

    private Map<List<String>, Double> samples(String name) {
        return metrics.read().stream()
                .filter(metric -> metric.name().equals(name))
                .flatMap(metric -> metric.samples().stream())
                .collect(Collectors.toMap(Sample::labels, Sample::value));
    }

    private double value(String name) {
        return samples(name).get(List.of());
    }

    @Test
    public void whatHappensIsCounted() {
        double before = value("luarium_scripts_failed_total");
        vms.create("lab").execute("return 1");
        vms.get("lab").execute("error('no')");
        sessions.open("talk");

        assertThat(value("luarium_vms")).isEqualTo(2);
        assertThat(value("luarium_scripts_failed_total")).isEqualTo(before + 1);
        assertThat(samples("luarium_vm_scripts_total")).containsEntry(List.of("lab"), 2.0);
        assertThat(samples("luarium_vm_memory_bytes").get(List.of("lab"))).isGreaterThan(100_000);
        assertThat(samples("luarium_sessions")).containsEntry(List.of(), 1.0);
        assertThat(samples("luarium_session_inputs_total")).containsEntry(List.of("talk"), 0.0);
        assertThat(samples("luarium_isolates").values().stream()
                        .mapToDouble(count -> count)
                        .sum())
                .isGreaterThanOrEqualTo(2);
        assertThat(value("luarium_store_free_bytes")).isPositive();

        vms.remove("lab");
        sessions.terminate("talk");

        assertThat(samples("luarium_vm_scripts_total")).doesNotContainKey(List.of("lab"));
    }

    @Test
    public void everySourceIsRead() {
        Set<String> areas = metrics.describe().stream()
                .map(Metric::area)
                .filter(area -> !area.equals("metrics"))
                .collect(Collectors.toSet());

        assertThat(areas).contains("vms", "store", "extensions");
        assertThat(samples("luarium_source_up").keySet().stream().map(labels -> labels.get(0)))
                .containsExactlyInAnyOrderElementsOf(areas);
        assertThat(samples("luarium_source_up").values()).containsOnly(1.0);
    }

    @Test
    public void servicesMayComeAndGo() throws Exception {
        sessions.open("talk");
        assertThat(samples("luarium_session_inputs_total")).containsKey(List.of("talk"));
        Bundle bundle = Arrays.stream(context.getBundles())
                .filter(each -> "org.luarium.sessions".equals(each.getSymbolicName()))
                .findFirst()
                .orElseThrow();

        bundle.stop();
        try {
            assertThat(samples("luarium_source_up"))
                    .doesNotContainKey(List.of("sessions"))
                    .containsKey(List.of("vms"));
            assertThat(samples("luarium_sessions")).isEmpty();
        } finally {
            bundle.start();
        }

        assertThat(value("luarium_sessions")).isZero();
    }

    @Test
    public void theDocumentListsThem() throws Exception {
        StringBuilder reference = new StringBuilder("\n| metric | of each | kind | what it is |\n|---|---|---|---|\n");
        for (Metric metric : metrics.describe()) {
            reference.append(String.format(
                    "| `%s` | %s | %s | %s |%n",
                    metric.name(),
                    String.join(", ", metric.labels()),
                    metric.kind().name().toLowerCase(Locale.ROOT),
                    metric.help()));
        }
        Files.writeString(Path.of("target/metrics-reference.md"), reference);

        assertThat(Files.readString(DOCUMENT).split(MARK, 2)[1])
                .as("the end of docs/operations.md, as in target/metrics-reference.md")
                .isEqualTo(reference.toString());
    }

    @Test
    public void beansShowTheSame() throws Exception {
        vms.create("lab").execute("return 1");
        ObjectName name = new ObjectName("org.luarium:type=Metrics,area=vms");
        await().until(() -> BEANS.isRegistered(name));

        assertThat(BEANS.getAttribute(name, "Vms")).isEqualTo(1.0);
        TabularData scripts = (TabularData) BEANS.getAttribute(name, "VmScriptsTotal");
        assertThat(scripts.get(new Object[] {"lab"}).get("value")).isEqualTo(1.0);
    }

    @Test
    public void prometheusReadsTheSame() throws Exception {
        vms.create(VmConfig.of("lab")).execute("return 1");
        int port = freePort();
        Configuration configuration = configurations.getConfiguration(PID, "?");
        assertThat(status(port)).as("before it is enabled").isZero();
        configuration.update(FrameworkUtil.asDictionary(Map.of("enabled", true, "port", port)));
        try {
            await().until(() -> status(port) == 200);

            assertThat(get(port).body().lines())
                    .contains("luarium_vm_scripts_total{vm=\"lab\"} 1", "# TYPE luarium_vms gauge");
            assertThat(get(port).body().lines().filter(line -> !line.startsWith("#")))
                    .allMatch(line -> line.matches("[a-z_]+(\\{[a-z]+=\"[^\"]*\"})? [-+0-9.E]+"));
        } finally {
            configuration.delete();
        }
        await().until(() -> status(port) == 0);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int status(int port) throws InterruptedException {
        try {
            return get(port).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private static HttpResponse<String> get(int port) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Not by the classes of the API, which are those of its bundle. */
    @Test
    public void healthChecksSayThatAllIsWell() throws Exception {
        await().until(() -> checks().size() == 5);
        for (ServiceReference<?> reference : checks()) {
            Object check = context.getService(reference);
            Object result = check.getClass().getMethod("execute").invoke(check);

            assertThat(result.getClass().getMethod("isOk").invoke(result))
                    .as("%s: %s", reference.getProperty("hc.name"), result)
                    .isEqualTo(true);
            context.ungetService(reference);
        }
        assertThat(vms.list()).isEmpty();
    }

    private List<ServiceReference<?>> checks() throws Exception {
        ServiceReference<?>[] found =
                context.getAllServiceReferences("org.apache.felix.hc.api.HealthCheck", "(hc.tags=luarium)");
        return found == null ? List.of() : Arrays.asList(found);
    }
}
