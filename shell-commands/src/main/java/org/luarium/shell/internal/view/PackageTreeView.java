// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import org.luarium.packages.Dependency;

final class PackageTreeView implements View<PackageTree> {
    @Override
    public Class<PackageTree> type() {
        return PackageTree.class;
    }

    @Override
    public List<String> header() {
        return List.of("ENVIRONMENT", "LUA", "LINES");
    }

    @Override
    public List<String> cells(PackageTree tree) {
        return List.of(
                tree.environment(),
                tree.dialect(),
                Integer.toString(tree.nodes().size()));
    }

    @Override
    public String detail(PackageTree tree) {
        StringBuilder text = new StringBuilder(tree.environment())
                .append(", Lua ")
                .append(tree.dialect())
                .append(tree.nodes().isEmpty() ? ": no packages" : "");
        for (PackageTree.Node node : tree.nodes()) {
            text.append('\n').append(node.lead()).append(node.rock());
            if (!constraint(node).isEmpty()) {
                text.append(" (").append(constraint(node)).append(')');
            }
            text.append(node.repeated() ? ", as above" : "");
        }
        return text.toString();
    }

    private static String constraint(PackageTree.Node node) {
        return node.wish().map(Dependency::constraints).map(Object::toString).orElse("");
    }

    @Override
    public Object data(PackageTree tree) {
        return View.fields(
                "environment",
                tree.environment(),
                "dialect",
                tree.dialect(),
                "packages",
                tree.nodes().stream()
                        .map(node -> View.fields(
                                "package", node.rock().name().text(),
                                "version", node.rock().version().toString(),
                                "constraints", constraint(node),
                                "depth", node.depth(),
                                "repeated", node.repeated()))
                        .toList());
    }
}
