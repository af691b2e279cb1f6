// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.jline.builtins.Completers.CompletionData;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.syntax.Syntax;

/**
 * Tells a gogo.jline shell of all commands at once. The script of {@code luarium:completion} does the same in any such shell, but is a thousand commands, which take
 * a quarter of the start of a shell.
 */
final class JlineCompletions {
    /** Where gogo.jline keeps what its command {@code complete} was given. */
    private static final String KNOWN = ".completions";

    private JlineCompletions() {}

    /** Does nothing in a shell that keeps no completions. */
    @SuppressWarnings("unchecked")
    static void declare(CommandSession session) {
        if (session.get(KNOWN) instanceof Map<?, ?> known) {
            Map<String, List<CompletionData>> completions = (Map<String, List<CompletionData>>) known;
            Usages.all().forEach(syntax -> completions.put(syntax.command(), of(syntax)));
        }
    }

    private static List<CompletionData> of(Syntax syntax) {
        List<CompletionData> data = new ArrayList<>();
        data.add(data(null, syntax.summary(), null));
        for (Syntax.Option option : syntax.options()) {
            data.add(data(List.of(option.name()), option.description(), null));
        }
        data.add(data(null, null, Completion.candidatesOf(syntax)));
        return data;
    }

    @SuppressWarnings("NullAway") // What is not given is null there.
    private static CompletionData data(
            @Nullable List<String> options, @Nullable String description, @Nullable String argument) {
        return new CompletionData(options, description, argument, null);
    }
}
