// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;
import static org.luarium.shell.internal.view.Texts.orDash;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.network.NetworkTaskInfo;

final class NetworkTaskView implements View<NetworkTaskInfo> {
    @Override
    public Class<NetworkTaskInfo> type() {
        return NetworkTaskInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("VM", "TASK", "STATE", "PORT", "LAST LINE");
    }

    @Override
    public List<String> cells(NetworkTaskInfo task) {
        return List.of(task.vm(), lower(task.kind()), lower(task.state()), port(task), orDash(task.lastLine()));
    }

    @Override
    public String detail(NetworkTaskInfo task) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("VM", task.vm());
        rows.put("task", lower(task.kind()));
        rows.put("state", lower(task.state()));
        rows.put("port", port(task));
        rows.put("started", task.started().truncatedTo(ChronoUnit.SECONDS) + " by " + task.owner());
        rows.put("last line", orDash(task.lastLine()));
        return TextTable.of(rows);
    }

    @Override
    public Object data(NetworkTaskInfo task) {
        return View.fields(
                "vm", task.vm(),
                "kind", task.kind(),
                "state", task.state(),
                "port", task.port(),
                "owner", task.owner(),
                "started", task.started(),
                "lastLine", task.lastLine());
    }

    private static String port(NetworkTaskInfo task) {
        return task.port() == 0 ? "-" : Integer.toString(task.port());
    }
}
