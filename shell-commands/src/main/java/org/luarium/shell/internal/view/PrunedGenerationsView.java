// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import java.util.stream.Collectors;

final class PrunedGenerationsView implements View<PrunedGenerations> {
    @Override
    public Class<PrunedGenerations> type() {
        return PrunedGenerations.class;
    }

    @Override
    public List<String> header() {
        return List.of("ENVIRONMENT", "FORGOTTEN");
    }

    @Override
    public List<String> cells(PrunedGenerations pruned) {
        return List.of(pruned.environment(), Texts.orDash(joined(pruned)));
    }

    private static String joined(PrunedGenerations pruned) {
        return pruned.numbers().stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String detail(PrunedGenerations pruned) {
        return pruned.numbers().isEmpty()
                ? "nothing to forget of " + pruned.environment()
                : "forgot generation " + joined(pruned) + " of " + pruned.environment()
                        + "; store:collect frees what nothing else needs";
    }

    @Override
    public Object data(PrunedGenerations pruned) {
        return View.fields("environment", pruned.environment(), "forgotten", pruned.numbers());
    }
}
