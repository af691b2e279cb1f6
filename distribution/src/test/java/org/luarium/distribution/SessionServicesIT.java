// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionManager;
import org.luarium.vm.Lifetime;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Sessions as other bundles meet them, in a container without EventAdmin. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SessionServicesIT {
    private static final Duration SHORT = Duration.ofSeconds(10);

    @Inject
    private BundleContext context;

    @Inject
    private SessionManager sessions;

    @Inject
    private VmManager vms;

    @Inject
    private ConfigurationAdmin configurations;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void aSessionSurvivesWhoIsAttached() {
        Session session = sessions.open("talk");
        try (Attachment first = session.attach(AttachRequest.writer(), event -> {})) {
            first.send("message = 'I persist!'");
        }
        List<String> heard = new CopyOnWriteArrayList<>();
        try (Attachment second = sessions.attach("talk", AttachRequest.writer(), event -> heard.add(event.text()))) {
            second.send("print(message)");
            await().atMost(SHORT).until(() -> heard.contains("I persist!\n"));
        }
        assertThat(session.evaluate("2 + 2", SHORT).value().asLong()).isEqualTo(4);
        sessions.terminate("talk");
        assertThat(vms.find("talk")).isEmpty();
    }

    @Test
    public void theSessionsOfABundleEndWithItsUseOfTheManager() {
        BundleContext other = bundle("org.apache.felix.configadmin").getBundleContext();
        ServiceReference<SessionManager> reference = other.getServiceReference(SessionManager.class);
        SessionManager others = other.getService(reference);
        others.open("theirs");
        others.open(SessionConfig.of(
                VmConfig.builder("lasting").lifetime(Lifetime.HOST).build()));

        other.ungetService(reference);

        assertThat(sessions.find("theirs")).isEmpty();
        assertThat(sessions.get("lasting").evaluate("1", SHORT).value().asLong())
                .isEqualTo(1);
        sessions.terminate("lasting");
    }

    @Test
    public void limitsAreConfigured() throws Exception {
        sessions.open("forgotten");
        Configuration configuration = configurations.getConfiguration("org.luarium.session", "?");
        configuration.update(FrameworkUtil.asDictionary(Map.of("idle.limit", "PT0.2S")));

        await().atMost(SHORT).until(() -> sessions.find("forgotten").isEmpty());
        configuration.delete();
    }

    @Test
    public void theBundleLeavesNoThreadAndNoVm() throws BundleException {
        Session session = sessions.open("mine");
        session.attach(event -> {});
        session.send("while true do print(1) end");
        Bundle bundle = bundle("org.luarium.sessions");

        bundle.stop();

        assertThat(vms.find("mine")).isEmpty();
        await().atMost(SHORT)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("luarium-session")));
        bundle.start();
        await().atMost(SHORT).until(() -> context.getServiceReference(SessionManager.class) != null);
    }
}
