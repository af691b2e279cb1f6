// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScriptTest {
    private static final Path DOCUMENT = Path.of("../docs/tour.md");
    /** Commands at the end of the document that take away what was made. */
    private static final int UNSEEN = 2;

    private static final String PROMPT = "luarium> ";

    @Test
    void theDocumentShowsTheCommandsOfTheTour() throws Exception {
        List<String> shown = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith(PROMPT))
                .map(line -> line.substring(PROMPT.length()))
                .toList();
        List<Step> steps = Script.steps(Path.of("docs/tour"));

        assertThat(shown.subList(0, shown.size() - UNSEEN))
                .isEqualTo(steps.stream()
                        .flatMap(step -> step.commands().stream())
                        .map(Step.Action::line)
                        .toList());
        assertThat(Files.readAllLines(DOCUMENT).stream().filter(line -> line.matches("[0-9]+\\. \\*\\*.*")))
                .hasSize(steps.size())
                .allSatisfy(line -> assertThat(line)
                        .contains(steps.get(Integer.parseInt(line.replaceAll("\\..*", "")) - 1)
                                .title()));
        assertThat(Files.readString(Path.of("../docs/tour/greeter.lua"))).isEqualTo(Script.GREETER);
    }

    @Test
    void aStepCanBeTheFirstOne() {
        for (Step step : Script.steps(Path.of("x"))) {
            boolean usesVm = step.commands().get(0).line().startsWith("vm:execute tour ");

            assertThat(step.needs().isEmpty())
                    .as(step.title())
                    .isEqualTo(!usesVm && !step.title().matches("Sessions|Back.*"));
        }
    }

    @Test
    void allThatIsMadeIsTakenAway() {
        assertThat(Script.steps(Path.of("x")).stream().flatMap(step -> step.commands().stream()))
                .filteredOn(action -> action.line()
                        .matches("(vm:create|session:open|extension:load|package:install|store:realize) .*"))
                .isNotEmpty()
                .allSatisfy(action -> assertThat(action.undo()).contains(" tour"));
    }
}
