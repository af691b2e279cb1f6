// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TerminalResetTest {
    private final TerminalReset reset = new TerminalReset();

    @Test
    void leavesATerminalAloneThatNobodyDrove() {
        note("text\twith é and \r\n");

        assertThat(sequence()).isEmpty();
    }

    @Test
    void undoesColoursAndModes() {
        note("\u001b[31m");

        assertThat(sequence()).endsWith("\u001b[0m\u001b[?25h").doesNotContain("\u001b[?1049l");
    }

    @Test
    void leavesTheAlternateScreenIfItWasEntered() {
        note("\u001b[?10");
        note("49h");

        assertThat(sequence()).startsWith("\u001b[?1049l");
    }

    @Test
    void seesSwitchesInAllTheirForms() {
        for (String form : new String[] {"\u001b[?47h", "\u001b[?25;1047h", "\u001b[?1049;7h", "\u009b?1049h"}) {
            TerminalReset other = new TerminalReset();
            other.note(form.getBytes(StandardCharsets.UTF_8));
            assertThat(new String(other.sequence(), StandardCharsets.US_ASCII)).startsWith("\u001b[?1049l");
        }
    }

    private void note(String text) {
        reset.note(text.getBytes(StandardCharsets.UTF_8));
    }

    private String sequence() {
        return new String(reset.sequence(), StandardCharsets.US_ASCII);
    }
}
