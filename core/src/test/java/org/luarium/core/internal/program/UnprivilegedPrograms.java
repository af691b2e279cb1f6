// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.nio.file.Files;
import java.nio.file.Path;
import org.luarium.core.internal.confine.Tier;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.isolate.IsolatedProgram;

/** A JVM of its own that starts a program, under whatever user it is started; prints what happened. */
final class UnprivilegedPrograms {
    private UnprivilegedPrograms() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toRealPath();
        Tier tier = Tier.valueOf(arguments[1]);
        Path writable = Files.createDirectory(folder.resolve("writable"));
        try (TestPrograms tests = new TestPrograms(folder, tier)) {
            try (IsolatedProgram program = tests.start(tests.echo("a").writable(writable))) {
                System.out.println(tests.ask(program, "echo hello"));
                System.out.println(
                        tests.ask(program, "write " + writable + "/file").split(" ", 2)[0]);
                System.out.println("missing "
                        + program.confinement().controls().stream()
                                .filter(control -> !control.enforced())
                                .map(Control::name)
                                .toList());
            }
        }
        System.out.println("file " + Files.readString(writable.resolve("file")));
        Files.delete(writable.resolve("file"));
        System.out.println("end");
    }
}
