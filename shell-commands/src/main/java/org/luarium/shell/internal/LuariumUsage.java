// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What the commands of scope {@code luarium} take; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class LuariumUsage {
    private static final String JSON = "  --json                 prints JSON\n";

    static final String DOCTOR = """
            checks every layer that VMs rest on, by using it, and says what is enforced

            usage: luarium:doctor [options]
            """ + JSON;

    static final String VERSION = """
            shows the versions of Luarium, Java and the system

            usage: luarium:version [options]
            """ + JSON;

    static final String BENCHMARK = """
            measures this installation beside the least that could do the same

            usage: luarium:benchmark [options]
              --quick                takes two seconds instead of ten
            """ + JSON;

    static final String COMPLETION = """
            writes the script that teaches a gogo.jline shell to complete these commands

            usage: luarium:completion
            """;

    static final List<String> ALL = List.of(BENCHMARK, DOCTOR, VERSION, COMPLETION);

    private LuariumUsage() {}
}
