// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;

/** What a stranger and somebody who forgot an option want to read. */
final class Help {
    static final String GREETING = """
            Luarium %s runs Lua in isolated processes.
              luarium:tour      ten steps that show what it does
              luarium:doctor    checks this machine and says what to install
              help              lists the commands; TAB completes them
              exit              ends the shell, and so does Ctrl-D
            """;

    /** In the order in which somebody meets them. */
    private static final Map<String, String> SCOPES = new LinkedHashMap<>();

    static {
        SCOPES.put("vm", "Lua states, each in a process of its own");
        SCOPES.put("session", "VMs that people attach to and leave");
        SCOPES.put("package", "packages of Lua, from repositories");
        SCOPES.put("environment", "sets of packages, with a history");
        SCOPES.put("repository", "where packages come from");
        SCOPES.put("store", "immutable objects, and how they are made");
        SCOPES.put("network", "what networked VMs say to each other");
        SCOPES.put("extension", "code in Java or Lua that is called as a service");
        SCOPES.put("luarium", "this installation");
    }

    private Help() {}

    static String overview() {
        StringBuilder text = new StringBuilder("Begin with:\n");
        text.append("  luarium:tour                   ten steps that show what there is\n");
        text.append("  vm:create a                    makes a VM\n");
        text.append("  vm:execute a 'return 2 + 2'    runs Lua in it\n");
        text.append("  session:open b                 makes a session; session:attach b talks to it\n\n");
        text.append("Commands, by scope:\n");
        SCOPES.forEach((scope, about) -> text.append("  %-12s %s%n".formatted(scope, about))
                .append("               ")
                .append(commands(scope).stream()
                        .map(syntax -> syntax.command().substring(scope.length() + 1))
                        .collect(Collectors.joining(" ")))
                .append('\n'));
        text.append("\nhelp vm lists the commands of a scope, help vm:create says what one takes, as --help does.\n");
        return text.append("felix:lb lists bundles; the shell itself is Gogo: gogo:help lists all that it knows.")
                .toString();
    }

    static String of(String word) {
        if (SCOPES.containsKey(word)) {
            return commands(word).stream()
                    .map(syntax -> "%-24s %s".formatted(syntax.command(), syntax.summary()))
                    .collect(Collectors.joining("\n"));
        }
        return Usages.find(word)
                .or(() -> Usages.find("luarium:" + word))
                .map(Syntax::help)
                .orElseThrow(() -> new UsageException("there is no command '" + Syntax.shortened(word)
                        + "' of Luarium; gogo:help NAME asks the shell, help lists those that there are"));
    }

    private static List<Syntax> commands(String scope) {
        return Usages.all().stream()
                .filter(syntax -> syntax.command().startsWith(scope + ":"))
                .toList();
    }
}
