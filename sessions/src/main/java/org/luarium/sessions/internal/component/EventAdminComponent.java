// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.component;

import java.util.Map;
import org.luarium.sessions.internal.session.SessionWatcher;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/** Posts what happens to sessions. Its class is loaded only where there is an EventAdmin, and so is the package that it imports optionally. */
@Component(service = SessionWatcher.class)
public final class EventAdminComponent implements SessionWatcher {
    private static final String TOPIC = "org/luarium/session/";

    private final EventAdmin admin;

    @Activate
    public EventAdminComponent(@Reference EventAdmin admin) {
        this.admin = admin;
    }

    @Override
    public void happened(String what, Map<String, String> properties) {
        admin.postEvent(new Event(TOPIC + what, properties));
    }
}
