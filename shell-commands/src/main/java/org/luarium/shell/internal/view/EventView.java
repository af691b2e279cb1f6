// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;
import static org.luarium.shell.internal.view.Texts.orDash;

import java.util.List;
import org.luarium.session.SessionEvent;
import org.luarium.shell.internal.console.SafeText;

final class EventView implements View<SessionEvent> {
    private static final int CELL = 200;

    @Override
    public Class<SessionEvent> type() {
        return SessionEvent.class;
    }

    @Override
    public List<String> header() {
        return List.of("NUMBER", "TIME", "KIND", "BY", "TEXT");
    }

    @Override
    public List<String> cells(SessionEvent event) {
        return List.of(
                Long.toString(event.sequence()),
                event.time().toString(),
                lower(event.kind()),
                orDash(event.source()),
                SafeText.beginning(event.text(), CELL));
    }

    @Override
    public String detail(SessionEvent event) {
        return event.sequence() + "  " + event.time() + "  " + lower(event.kind()) + "  "
                + SafeText.line(orDash(event.source())) + "\n" + SafeText.lines(event.text());
    }

    @Override
    public Object data(SessionEvent event) {
        return View.fields(
                "sequence", event.sequence(),
                "time", event.time(),
                "kind", event.kind(),
                "source", event.source(),
                "text", event.text());
    }
}
