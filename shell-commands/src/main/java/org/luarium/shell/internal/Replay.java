// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.console.TerminalReset;
import org.luarium.shell.internal.replay.Player;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.vm.OutputListener;

/** Plays a recording on the console of a command. */
final class Replay {
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final double SLOWEST = 0.01;
    private static final double FASTEST = 1_000;

    private Replay() {}

    static void play(Arguments arguments, CommandConsole console) {
        Path file = ScriptRunner.file(console.directory(), arguments.value("FILE"));
        Player player = new Player(
                arguments.option("--speed").map(Replay::speed).orElse(1.0),
                arguments.duration("--pause").orElse(IDLE));
        boolean raw = arguments.flag("--raw");
        TerminalReset reset = new TerminalReset();
        try (CommandConsole.Stream stream = console.stream()) {
            player.play(file, text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                if (raw) {
                    reset.note(bytes);
                    console.raw(bytes);
                } else {
                    stream.output(OutputListener.Stream.STDOUT, bytes);
                }
            });
        } catch (InterruptedException e) {
            // Ctrl-C is how to stop it; the shell says so.
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (raw && console.interactive()) {
                console.raw(reset.sequence());
            }
        }
    }

    private static double speed(String text) {
        double speed = text.matches("[0-9]{1,4}(\\.[0-9]{1,6})?") ? Double.parseDouble(text) : 0;
        if (speed < SLOWEST || speed > FASTEST) {
            throw new UsageException(
                    "--speed: '" + Syntax.shortened(text) + "' is not a factor from 0.01 to 1000, such as 2 or 0.5");
        }
        return speed;
    }
}
