// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.component;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.luarium.sessions.internal.session.Culler;
import org.luarium.sessions.internal.session.SessionRegistry;
import org.luarium.sessions.internal.session.SessionWatcher;
import org.luarium.sessions.internal.session.SteadyClock;
import org.luarium.vm.VmManager;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds what all sessions share. */
@Component(service = SessionRegistryComponent.class, configurationPid = "org.luarium.session")
@Designate(ocd = SessionRegistryComponent.Config.class)
public final class SessionRegistryComponent {
    private static final Logger log = LoggerFactory.getLogger(SessionRegistryComponent.class);

    /** The limits of sessions that set none themselves. */
    @ObjectClassDefinition(name = "Luarium sessions", description = "What holds for all sessions of this container.")
    @interface Config {
        @AttributeDefinition(
                name = "Idle limit",
                description = "How long a session may be without activity, with nobody attached, before it is"
                        + " terminated: seconds, or a duration such as PT8H; 0 for ever.")
        String idle_limit() default "0";

        @AttributeDefinition(
                name = "Busy limit",
                description = "How long one input may run before its session is terminated: seconds, or a duration"
                        + " such as PT30M; 0 for ever.")
        String busy_limit() default "0";

        @AttributeDefinition(
                name = "Age limit",
                description = "How old a session may become before it is terminated: seconds, or a duration such as"
                        + " P7D; 0 for ever.")
        String age_limit() default "0";
    }

    private final CopyOnWriteArrayList<SessionWatcher> watchers = new CopyOnWriteArrayList<>();
    private final SessionRegistry registry;
    private final Bundle framework;
    private final Bundle vmsBundle;

    @Activate
    public SessionRegistryComponent(
            BundleContext context,
            @Reference VmManager vms,
            @Reference ServiceReference<VmManager> vmsReference,
            Config config) {
        framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        vmsBundle = vmsReference.getBundle();
        registry = new SessionRegistry(vms, new SteadyClock(), watchers);
        registry.limit(limits(config));
        registry.adopt();
    }

    @Modified
    void modified(Config config) {
        registry.limit(limits(config));
    }

    private static Culler.Limits limits(Config config) {
        return new Culler.Limits(
                limit("idle.limit", config.idle_limit()),
                limit("busy.limit", config.busy_limit()),
                limit("age.limit", config.age_limit()));
    }

    /** A setting that cannot be read must not end sessions, nor keep them from being opened. */
    static Optional<Duration> limit(String name, String text) {
        try {
            String given = text.strip();
            Duration limit =
                    given.matches("[0-9]{1,12}") ? Duration.ofSeconds(Long.parseLong(given)) : Duration.parse(given);
            return limit.isZero() || limit.isNegative() ? Optional.empty() : Optional.of(limit);
        } catch (DateTimeParseException e) {
            log.warn("setting {}: '{}' is not a duration; use seconds, or a text such as PT8H", name, text);
            return Optional.empty();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addWatcher(SessionWatcher watcher) {
        watchers.add(watcher);
    }

    void removeWatcher(SessionWatcher watcher) {
        watchers.remove(watcher);
    }

    SessionRegistry registry() {
        return registry;
    }

    @Deactivate
    void close() {
        registry.close(framework.getState() != Bundle.STOPPING && vmsBundle.getState() == Bundle.ACTIVE);
    }
}
