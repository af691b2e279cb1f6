// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.session.SessionInfo;
import org.luarium.shell.internal.syntax.Quantities;

final class SessionView implements View<SessionInfo> {
    @Override
    public Class<SessionInfo> type() {
        return SessionInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("ID", "VM", "STATE", "WRITER", "READERS", "IDLE", "OUTPUT", "OPTIONS");
    }

    @Override
    public List<String> cells(SessionInfo session) {
        return List.of(
                session.id(),
                session.vm(),
                lower(session.state()),
                session.writer().orElse("-"),
                Integer.toString(session.readers().size()),
                Quantities.text(session.idle()),
                Quantities.text(session.outputBytes()),
                options(session));
    }

    @Override
    public String detail(SessionInfo session) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("id", session.id());
        rows.put("VM", session.vm());
        rows.put("state", lower(session.state()));
        session.exit().ifPresent(exit -> rows.put("ended", exit.toString()));
        rows.put("writer", session.writer().orElse("nobody"));
        rows.put("readers", session.readers().isEmpty() ? "none" : String.join(", ", session.readers()));
        rows.put(
                "lifetime",
                session.persistent()
                        ? "persistent, opened by " + session.owner()
                        : "that of its VM, opened by " + session.owner());
        rows.put("created", time(session.created()));
        rows.put("last active", time(session.lastActivity()) + ", " + Quantities.text(session.idle()) + " ago");
        rows.put("inputs", session.inputs() + ", of which " + session.waitingInputs() + " wait");
        rows.put("output", Quantities.text(session.outputBytes()));
        rows.put(
                "buffer",
                session.firstSequence() < session.nextSequence()
                        ? "events " + session.firstSequence() + " to " + (session.nextSequence() - 1)
                        : "empty");
        session.recording().ifPresent(file -> rows.put("recorded to", file.toString()));
        return TextTable.of(rows);
    }

    @Override
    public Object data(SessionInfo session) {
        return View.fields(
                "id", session.id(),
                "vm", session.vm(),
                "state", session.state(),
                "persistent", session.persistent(),
                "writer", session.writer(),
                "readers", session.readers(),
                "owner", session.owner(),
                "created", session.created(),
                "lastActivity", session.lastActivity(),
                "idle", session.idle(),
                "inputs", session.inputs(),
                "waitingInputs", session.waitingInputs(),
                "outputBytes", session.outputBytes(),
                "firstSequence", session.firstSequence(),
                "nextSequence", session.nextSequence(),
                "recording", session.recording().map(Object::toString),
                "exit", session.exit().map(ResultView::exit));
    }

    private static String options(SessionInfo session) {
        List<String> options = new ArrayList<>();
        if (session.persistent()) {
            options.add("persistent");
        }
        session.recording().ifPresent(file -> options.add("recorded"));
        return String.join(",", options);
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
