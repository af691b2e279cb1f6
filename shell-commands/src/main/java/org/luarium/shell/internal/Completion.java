// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.RestartPolicy;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.network.ClusterOptions;
import org.luarium.packages.Environment;
import org.luarium.session.SessionInfo;
import org.luarium.session.SessionManager;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.view.StageInfo;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmManager;

/** Completion for gogo.jline, derived from the usage texts. */
final class Completion {
    private static final List<String> ROOT_ACTIONS = List.of("list", "add", "remove");
    private static final List<String> PROFILE_ACTIONS =
            List.of("list", "show", "commit", "rollback", "switch", "prune", "remove");
    private static final List<String> STEPS = List.of("status", "next", "folder", "continue", "use", "cancel");
    private static final List<String> DIALECTS = List.of("5.1", "5.2", "5.3", "5.4");
    private static final Set<String> AVAILABLE = Set.of("package:search", "package:info", "package:install");
    private static final Pattern QUOTABLE = Pattern.compile("[^'\\\\\\p{Cntrl}]+");
    private static final Pattern ROCK_WORD = Pattern.compile("[A-Za-z0-9._-]+");

    private final @Nullable VmManager vms;
    private final @Nullable SessionManager sessions;

    Completion(@Nullable VmManager vms, @Nullable SessionManager sessions) {
        this.vms = vms;
        this.sessions = sessions;
    }

    /** Declares every command to the shell's {@code complete}. */
    String script() {
        StringBuilder script = new StringBuilder();
        Usages.all().forEach(syntax -> append(script, syntax));
        return script.toString();
    }

    private static void append(StringBuilder script, Syntax syntax) {
        String prefix = "complete -c " + syntax.command();
        script.append(prefix).append(" -e\n");
        script.append(prefix).append(" -d ").append(quoted(syntax.summary())).append('\n');
        for (Syntax.Option option : syntax.options()) {
            script.append(prefix)
                    .append(" -l ")
                    .append(option.name().substring(2))
                    .append(" -d ")
                    .append(quoted(option.description()))
                    .append('\n');
        }
        script.append(prefix).append(" -a '").append(candidatesOf(syntax)).append("'\n");
    }

    /** One function for every place: JLine would offer the values of an option anywhere on the line. */
    static String candidatesOf(Syntax syntax) {
        return "luarium:_candidates " + syntax.command() + " ($.commandLine words) ($.commandLine wordIndex)";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "") + "'";
    }

    List<?> candidates(CommandSession session, String command, List<String> words, int place) throws Exception {
        Syntax syntax = Usages.find(command).orElse(null);
        if (syntax == null || place < 1 || place > words.size()) {
            return List.of();
        }
        Optional<Syntax.Option> option = syntax.option(words.get(place - 1))
                .filter(known -> !known.value().isEmpty());
        String wanted = option.map(Syntax.Option::value).orElseGet(() -> parameter(syntax, words, place));
        return switch (wanted) {
            case "ID", "GLOB" -> listed(session, command);
            case "VM" -> vmIds();
            case "ENGINE" ->
                vms == null
                        ? List.of()
                        : vms.engines().stream()
                                .filter(EngineInfo::usable)
                                .map(EngineInfo::name)
                                .toList();
            case "PROFILE" -> names(Profile.values());
            case "MODE" -> names(Confinement.Mode.values());
            case "STATE" -> List.of("on", "off");
            case "REF", "OTHER", "DERIVATION" -> asked(session, "store:_references");
            case "STAGE" -> stages(session, command);
            case "ACTION" -> command.equals("store:root") ? ROOT_ACTIONS : PROFILE_ACTIONS;
            case "NAME" -> called(session, command);
            case "ENV" -> command.equals("environment:bootstrap") ? List.of() : asked(session, "environment:_names");
            case "PACKAGE", "TEXT" ->
                command.startsWith("package:") && !command.equals("package:catalogue")
                        ? rocks(session, command, words, place)
                        : List.of();
            case "CHANNEL" -> asked(session, "network:_channels");
            case "METHOD" -> methods(session, words, place);
            case "POLICY" -> names(RestartPolicy.values());
            case "TOPOLOGY" -> names(ClusterOptions.Topology.values());
            case "HOST" -> List.of("localhost");
            case "DIALECT" -> DIALECTS;
            case "SPEC", "FILE", "ARG", "PATHS", "FOLDER" -> files(session);
            default -> List.of();
        };
    }

    /** What a command gives that opens the store; completion itself does not hold it, or every shell would open it. */
    private static List<?> asked(CommandSession session, String command) {
        try {
            return session.execute(command) instanceof List<?> found ? found : List.of();
        } catch (Exception e) {
            // There is no store, or it has a problem, which the command that is being typed will tell.
            return List.of();
        }
    }

    private static List<?> called(CommandSession session, String command) {
        return switch (command) {
            case "store:profile" -> asked(session, "store:_profiles");
            case "package:profiles", "environment:bootstrap" -> asked(session, "package:_profiles");
            case "repository:remove", "repository:refresh" -> asked(session, "repository:_names");
            default -> command.startsWith("extension:") ? extensions(session, command) : List.of();
        };
    }

    private static List<?> extensions(CommandSession session, String command) {
        return command.equals("extension:load") ? List.of() : asked(session, "extension:_names");
    }

    private static List<?> methods(CommandSession session, List<String> words, int place) {
        String name = words.get(place - 1);
        return QUOTABLE.matcher(name).matches() ? asked(session, "extension:_methods '" + name + "'") : List.of();
    }

    private static List<?> rocks(CommandSession session, String command, List<String> words, int place) {
        boolean available = AVAILABLE.contains(command);
        String about = available ? typed(words, place) : environment(words);
        return ROCK_WORD.matcher(about).matches()
                ? asked(session, (available ? "package:_available '" : "package:_installed '") + about + "'")
                : List.of();
    }

    /** There are thousands of names, on servers that take their time, so somebody has to begin one. */
    private static String typed(List<String> words, int place) {
        return place < words.size() ? words.get(place).toLowerCase(Locale.ROOT) : "";
    }

    private static String environment(List<String> words) {
        int option = words.indexOf("--environment");
        return option >= 0 && option + 1 < words.size() ? words.get(option + 1) : Environment.DEFAULT;
    }

    private static List<?> stages(CommandSession session, String command) {
        List<Object> words = new ArrayList<>(command.equals("store:step") ? STEPS : List.of());
        for (Object stage : asked(session, "store:stages")) {
            if (stage instanceof StageInfo info) {
                words.add(info.name());
            }
        }
        return words;
    }

    private List<?> listed(CommandSession session, String command) {
        if (command.startsWith("extension:")) {
            return extensions(session, command);
        }
        return switch (command) {
            case "environment:list" -> asked(session, "environment:_names");
            case "repository:list" -> asked(session, "repository:_names");
            case "network:channels" -> asked(session, "network:_channels");
            default -> command.startsWith("store:") || command.startsWith("package:") ? List.of() : ids(command);
        };
    }

    private List<String> ids(String command) {
        if (command.startsWith("network:")) {
            return networkedIds();
        }
        if (!command.startsWith("session:")) {
            return vmIds();
        }
        return sessions == null
                ? List.of()
                : sessions.list().stream().map(SessionInfo::id).toList();
    }

    private List<String> networkedIds() {
        return vms == null
                ? List.of()
                : vms.list().stream()
                        .filter(vm -> vm.config().networked())
                        .map(VmInfo::id)
                        .toList();
    }

    private List<String> vmIds() {
        return vms == null ? List.of() : vms.list().stream().map(VmInfo::id).toList();
    }

    private static List<String> names(Enum<?>... constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static String parameter(Syntax syntax, List<String> words, int place) {
        int plain = 0;
        for (int i = 1; i < place; i++) {
            boolean isOption = words.get(i).startsWith("--");
            boolean isValue = syntax.option(words.get(i - 1))
                    .filter(known -> !known.value().isEmpty())
                    .isPresent();
            plain += isOption || isValue ? 0 : 1;
        }
        List<Syntax.Parameter> parameters = syntax.parameters();
        if (plain < parameters.size()) {
            return parameters.get(plain).name();
        }
        Optional<Syntax.Parameter> last =
                parameters.stream().skip(Math.max(0, parameters.size() - 1L)).findFirst();
        return last.filter(Syntax.Parameter::repeated)
                .map(Syntax.Parameter::name)
                .orElse("");
    }

    private static List<?> files(CommandSession session) throws Exception {
        return session.execute("gogo:__files") instanceof List<?> files ? files : List.of();
    }
}
