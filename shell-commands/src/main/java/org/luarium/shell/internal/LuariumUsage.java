// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What the commands of scope {@code luarium} take; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class LuariumUsage {
    private static final String JSON = "  --json                 prints JSON\n";

    static final String DOCTOR = """
            checks every layer that VMs rest on, by using it, and says what to do; fails if VMs do not work

            usage: luarium:doctor [options]
            """ + JSON;

    static final String METRICS = """
            shows figures of VMs, sessions, extensions, the store and the network, as they are now

            usage: luarium:metrics [GLOB] [options]
              GLOB                   those whose names match only, with * and ?
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

    static final String TOUR = """
            shows what Luarium does in ten steps, by running commands; Enter runs the next one, q leaves

            usage: luarium:tour [STEP] [options]
              STEP                   the number of the step to begin with; 1 if absent
              --yes                  runs through without waiting, as it does where there is no terminal
            """;

    static final String HELP = """
            says which commands there are, or what one takes

            usage: luarium:help [COMMAND]
              COMMAND                a command such as vm:create, or a scope such as vm
            """;

    static final List<String> ALL = List.of(BENCHMARK, DOCTOR, METRICS, VERSION, COMPLETION, TOUR, HELP);

    private LuariumUsage() {}
}
