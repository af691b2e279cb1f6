// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.network.NetworkPolicy;
import org.luarium.shell.internal.syntax.Quantities;

final class NetworkPolicyView implements View<NetworkPolicy> {
    @Override
    public Class<NetworkPolicy> type() {
        return NetworkPolicy.class;
    }

    @Override
    public List<String> header() {
        return List.of("CONNECT", "BIND", "SOCKETS");
    }

    @Override
    public List<String> cells(NetworkPolicy policy) {
        return List.of(rules(policy.connect()), rules(policy.bind()), Integer.toString(policy.sockets()));
    }

    @Override
    public String detail(NetworkPolicy policy) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("connects to", rules(policy.connect()));
        rows.put("listens on", rules(policy.bind()));
        rows.put("sockets", policy.sockets() + " at a time, of each VM");
        rows.put("connections", policy.connectionsPerSecond() + " a second");
        rows.put("bytes", Quantities.text(policy.bytes()) + " in the life of a VM");
        rows.put(
                "rate",
                policy.bytesPerSecond() == 0 ? "no limit" : Quantities.text(policy.bytesPerSecond()) + " a second");
        return TextTable.of(rows);
    }

    @Override
    public Object data(NetworkPolicy policy) {
        return View.fields(
                "connect", policy.connect(),
                "bind", policy.bind(),
                "sockets", policy.sockets(),
                "connectionsPerSecond", policy.connectionsPerSecond(),
                "bytes", policy.bytes(),
                "bytesPerSecond", policy.bytesPerSecond());
    }

    private static String rules(List<String> rules) {
        return rules.isEmpty() ? "nothing" : String.join(", ", rules);
    }
}
