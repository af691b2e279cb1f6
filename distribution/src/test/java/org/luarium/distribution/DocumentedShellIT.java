// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.streamBundle;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionManager;
import org.luarium.network.VmNetwork;
import org.luarium.session.Session;
import org.luarium.session.SessionManager;
import org.luarium.value.LuaValue;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Replays what the documents show of Luarium's shell, and runs their Java, in a container that also has the component of the README. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DocumentedShellIT {
    private static final String PROMPT = "luarium> ";
    private static final String REFERENCE = "<!-- What follows is compared with the commands themselves. -->";

    @Inject
    private BundleContext context;

    @Inject
    private CommandProcessor processor;

    @Inject
    private VmManager manager;

    @Inject
    private SessionManager sessions;

    @Inject
    private VmNetwork network;

    @Inject
    private ExtensionManager extensions;

    @Configuration
    public Option[] configuration() throws Exception {
        return options(composite(Container.complete()), streamBundle(DocumentedBundle.build()));
    }

    @Test
    public void commandsPrintWhatIsShown() throws Exception {
        List<Transcript> transcripts = Markdown.blocks("console")
                .filter(block -> block.lines().get(0).startsWith(PROMPT) && !block.isTyped())
                .map(block -> Transcript.of(block, PROMPT))
                .toList();
        assertThat(transcripts).isNotEmpty();

        for (Transcript transcript : transcripts) {
            replay(transcript);
            sessions.list().forEach(info -> sessions.find(info.id()).ifPresent(Session::close));
            manager.list().forEach(info -> manager.find(info.id()).ifPresent(Vm::close));
            extensions.list().forEach(Extension::close);
        }
    }

    private void replay(Transcript transcript) throws Exception {
        try (ShellSession shell = new ShellSession(processor)) {
            shell.session().currentDir(Markdown.ROOT);
            for (Transcript.Step step : transcript.steps()) {
                String printed = printed(shell, step.command());

                assertThat(step.printed(printed))
                        .as(
                                "%s: %s%n--- documented%n%s%n--- printed%n%s",
                                transcript, step.command(), String.join("\n", step.output()), printed)
                        .isTrue();
            }
        }
    }

    /** What a person sees of a command, also of one that fails: documents show that too. */
    private static String printed(ShellSession shell, String command) {
        try {
            return shell.run(command);
        } catch (Exception e) {
            return shell.out() + e;
        }
    }

    @Test
    public void javaStatementsRun() throws Exception {
        Bundle bundle = Arrays.stream(context.getBundles())
                .filter(each -> DocumentedBundle.PACKAGE.equals(each.getSymbolicName()))
                .findFirst()
                .orElseThrow();
        List<URL> classes = Collections.list(bundle.findEntries(DocumentedBundle.PACKAGE, "Statements.class", true));
        assertThat(classes).isNotEmpty();

        for (URL file : classes) {
            String name = file.getPath().substring(1).replace(".class", "").replace('/', '.');
            Class<?> type = bundle.loadClass(name);
            try (Vm vm = manager.create("documented")) {
                type.getMethod(
                                "run",
                                VmManager.class,
                                Vm.class,
                                SessionManager.class,
                                VmNetwork.class,
                                ExtensionManager.class)
                        .invoke(
                                type.getDeclaredConstructor().newInstance(),
                                manager,
                                vm,
                                sessions,
                                network,
                                extensions);
            }
            manager.list().forEach(info -> manager.find(info.id()).ifPresent(Vm::close));
            sessions.list().forEach(info -> sessions.terminate(info.id()));
        }
    }

    @Test
    public void luaCodeCompiles() {
        List<Markdown.Block> blocks = Markdown.blocks("lua").toList();
        assertThat(blocks).isNotEmpty();

        try (Vm vm = manager.create("compiler")) {
            assertThat(blocks)
                    .allSatisfy(block -> assertThat(vm.execute(Script.of("return assert(load(...)) ~= nil")
                                            .withArguments(List.of(LuaValue.of(block.text()))))
                                    .orThrow()
                                    .value())
                            .as(block.toString())
                            .hasToString("true"));
        }
    }

    @Test
    public void theReferenceHasWhatTheCommandsSayOfThemselves() throws Exception {
        List<String> expected = reference();

        List<String> lines = Files.readAllLines(Markdown.ROOT.resolve("docs/commands.md"));
        List<String> actual = lines.subList(lines.indexOf(REFERENCE) + 1, lines.size());
        if (!actual.equals(expected)) {
            Files.write(Path.of("target", "commands-reference.md"), expected);
        }

        assertThat(actual)
                .as(
                        "docs/commands.md after its marker; what belongs there is in distribution/target/commands-reference.md")
                .isEqualTo(expected);
    }

    private List<String> reference() throws Exception {
        List<String> lines = new ArrayList<>();
        try (ShellSession shell = new ShellSession(processor)) {
            Set<String> commands = new TreeSet<>(shell.commands());
            commands.removeIf(command -> !command.matches(
                    "(vm|session|network|extension|store|package|environment|repository|luarium):[a-z]+"));
            for (String command : commands) {
                String[] help = shell.run(command + " --help").strip().split("\n", 3);
                lines.addAll(List.of("", "### " + command, ""));
                lines.add(sentence(help[0].substring(help[0].indexOf(" - ") + 3)));
                lines.addAll(List.of("", "```text"));
                lines.addAll(help[2].stripTrailing()
                        .lines()
                        .map(String::stripTrailing)
                        .toList());
                lines.add("```");
            }
        }
        return lines;
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
