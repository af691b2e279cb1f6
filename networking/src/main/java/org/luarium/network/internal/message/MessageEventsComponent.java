// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.luarium.network.VmNetwork;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Posts the messages of some channels. Its class is loaded only where there is an EventAdmin, and so is the package that it imports optionally. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "org.luarium.network.events",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MessageEventsComponent.Config.class)
public final class MessageEventsComponent {
    /** Its configuration. */
    @ObjectClassDefinition(
            name = "Luarium messages as events",
            description = "Which messages of VMs are posted to the EventAdmin.")
    public @interface Config {
        /** The channels. */
        @AttributeDefinition(
                name = "Channels",
                description = "Names of channels. A message of channel a.b becomes an event of the topic"
                        + " org/luarium/network/a/b with the properties from, channel, value and missed.")
        String[] channels() default {};
    }

    private final List<Flow.Subscription> subscriptions = new ArrayList<>();

    @Activate
    public MessageEventsComponent(Config config, @Reference VmNetwork network, @Reference EventAdmin admin) {
        for (String channel : config.channels()) {
            network.channel(channel).subscribe(new EventPoster(admin, subscriptions::add));
        }
    }

    @Deactivate
    void stop() {
        subscriptions.forEach(Flow.Subscription::cancel);
    }
}
