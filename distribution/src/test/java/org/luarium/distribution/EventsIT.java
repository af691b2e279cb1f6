// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.network.VmNetwork;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionManager;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** What is posted to an EventAdmin. All other tests have none. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class EventsIT {
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final String SESSION = "org/luarium/session/";
    private static final String VM = "org/luarium/vm/";

    @Inject
    private BundleContext context;

    @Inject
    private SessionManager sessions;

    @Inject
    private VmManager vms;

    @Inject
    private VmNetwork network;

    @Inject
    private ConfigurationAdmin configurations;

    private final List<Event> heard = new CopyOnWriteArrayList<>();
    private ServiceRegistration<EventHandler> registration;

    @Configuration
    public Option[] configuration() throws Exception {
        String jar = Class.forName("org.apache.felix.eventadmin.impl.Configuration")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        return options(
                composite(Container.complete()), bundle("reference:" + jar).startLevel(1));
    }

    @Before
    public void listen() {
        assertThat(context.getServiceReference(EventAdmin.class)).isNotNull();
        registration = context.registerService(
                EventHandler.class,
                heard::add,
                FrameworkUtil.asDictionary(Map.of(EventConstants.EVENT_TOPIC, new String[] {"org/luarium/*"})));
    }

    @After
    public void close() {
        registration.unregister();
        sessions.list().forEach(info -> sessions.terminate(info.id()));
        vms.list().forEach(info -> vms.remove(info.id()));
    }

    private Event posted(String topic) {
        return await().atMost(SHORT)
                .until(
                        () -> heard.stream()
                                .filter(event -> event.getTopic().equals(topic))
                                .toList(),
                        found -> found.size() == 1)
                .get(0);
    }

    private List<String> topics(String beginning) {
        return heard.stream()
                .map(Event::getTopic)
                .filter(topic -> topic.startsWith(beginning))
                .toList();
    }

    private static Map<String, Object> properties(Event event) {
        return Arrays.stream(event.getPropertyNames())
                .filter(name -> !name.equals(EventConstants.EVENT_TOPIC))
                .collect(Collectors.toMap(name -> name, event::getProperty));
    }

    @Test
    public void messagesOfAChannelArePostedIfThatIsConfigured() throws Exception {
        org.osgi.service.cm.Configuration configuration =
                configurations.getConfiguration("org.luarium.network.events", "?");
        configuration.update(FrameworkUtil.asDictionary(Map.of("channels", new String[] {"lab.news"})));
        try (Vm vm = vms.create(VmConfig.builder("lab").networked(true).build())) {
            await().atMost(SHORT)
                    .until(() -> network.channels().stream()
                            .anyMatch(channel -> channel.name().equals("lab.news")));

            vm.execute("net.broadcast('lab.other', 1) net.broadcast('lab.news', 'it works')")
                    .orThrow();

            assertThat(properties(posted("org/luarium/network/lab/news")))
                    .containsOnly(
                            entry("from", "lab"),
                            entry("channel", "lab.news"),
                            entry("value", "it works"),
                            entry("missed", 0L));
            assertThat(topics("org/luarium/network/")).hasSize(1);
        } finally {
            configuration.delete();
        }
        await().atMost(SHORT).until(() -> network.channels().isEmpty());
    }

    @Test
    public void theLifeOfASessionIsPostedInOrder() {
        Session session = sessions.open(
                SessionConfig.builder("talk").newVm(VmConfig.of("machine")).build());
        try (Attachment attachment = session.attach(AttachRequest.writer().withName("anna"), event -> {})) {
            attachment.send("os.exit(3)");
            posted(SESSION + "exited");
        }
        session.close();
        posted(SESSION + "closed");

        assertThat(topics(SESSION))
                .containsExactly(
                        SESSION + "created",
                        SESSION + "attached",
                        SESSION + "exited",
                        SESSION + "detached",
                        SESSION + "closed");
        assertThat(properties(posted(SESSION + "created")))
                .containsOnly(entry("session.id", "talk"), entry("vm.id", "machine"));
        for (String topic : List.of("attached", "detached")) {
            assertThat(properties(posted(SESSION + topic)))
                    .containsOnly(entry("session.id", "talk"), entry("vm.id", "machine"), entry("attachment", "anna"));
        }
        assertThat(properties(posted(SESSION + "exited")))
                .containsOnly(entry("session.id", "talk"), entry("vm.id", "machine"), entry("reason", "exit 3"));
        assertThat(properties(posted(SESSION + "closed")))
                .containsOnly(entry("session.id", "talk"), entry("vm.id", "machine"), entry("reason", "closed"));
    }

    @Test
    public void theLifeOfAVmIsPostedInOrder() {
        try (Vm vm = vms.create(VmConfig.builder("machine").persistent(true).build())) {
            vm.execute("os.exit(3)");
            posted(VM + "exited");
        }
        posted(VM + "closed");

        assertThat(topics(VM)).containsExactly(VM + "created", VM + "exited", VM + "closed");
        assertThat(properties(posted(VM + "created")))
                .containsOnly(entry("vm.id", "machine"), entry("vm.persistent", true));
        assertThat(properties(posted(VM + "exited")))
                .containsOnly(entry("vm.id", "machine"), entry("vm.persistent", true), entry("exit", "exit code 3"));
        assertThat(properties(posted(VM + "closed"))).contains(entry("vm.id", "machine"));
        assertThat(topics(SESSION)).isEmpty();
    }

    @Test
    public void aSessionThatIsEndedByItsLimitIsPostedAsCulled() {
        sessions.open(SessionConfig.builder("forgotten")
                .idleLimit(Duration.ofMillis(200))
                .build());

        Event culled = posted(SESSION + "culled");

        assertThat(culled.getProperty("session.id")).isEqualTo("forgotten");
        assertThat(culled.getProperty("reason").toString()).isNotEmpty();
        assertThat(topics(SESSION)).containsExactly(SESSION + "created", SESSION + "exited", SESSION + "culled");
        assertThat(sessions.find("forgotten")).isEmpty();
    }
}
