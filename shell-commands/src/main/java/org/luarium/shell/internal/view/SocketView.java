// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;
import static org.luarium.shell.internal.view.Texts.orDash;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.network.SocketInfo;
import org.luarium.shell.internal.syntax.Quantities;

final class SocketView implements View<SocketInfo> {
    @Override
    public Class<SocketInfo> type() {
        return SocketInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("VM", "NUMBER", "KIND", "STATE", "LOCAL", "REMOTE", "RECEIVED", "SENT");
    }

    @Override
    public List<String> cells(SocketInfo socket) {
        return List.of(
                socket.vm(),
                Long.toString(socket.number()),
                lower(socket.kind()),
                lower(socket.state()),
                orDash(socket.local()),
                orDash(socket.remote()),
                Quantities.text(socket.received()),
                Quantities.text(socket.sent()));
    }

    @Override
    public String detail(SocketInfo socket) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("VM", socket.vm());
        rows.put("number", Long.toString(socket.number()));
        rows.put("kind", lower(socket.kind()));
        rows.put("state", lower(socket.state()));
        rows.put("local", orDash(socket.local()));
        rows.put("remote", orDash(socket.remote()));
        rows.put("received", Quantities.text(socket.received()));
        rows.put("sent", Quantities.text(socket.sent()));
        rows.put("opened", socket.opened().truncatedTo(ChronoUnit.SECONDS).toString());
        return TextTable.of(rows);
    }

    @Override
    public Object data(SocketInfo socket) {
        return View.fields(
                "vm", socket.vm(),
                "number", socket.number(),
                "kind", socket.kind(),
                "state", socket.state(),
                "local", socket.local(),
                "remote", socket.remote(),
                "received", socket.received(),
                "sent", socket.sent(),
                "opened", socket.opened());
    }
}
