// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What the commands of scope {@code vm} take; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class VmUsage {
    static final String JSON = "  --json                 prints JSON\n";

    static final String SETTINGS = """
              --networked            lets it use the network, through the host; by itself if trusted
              --persistent           lets it outlive this JVM
              --debug                switches its debug log on
              --engine ENGINE        interpreter: a name of vm:engines, a version such as 5.4, or a path
              --environment ENV      package environment that it sees
              --profile PROFILE      trusted, standard (default) or untrusted
              --sandbox MODE         required, preferred or off; the profile's own if absent
              --readable PATHS       files and folders that it may read, with : between them
              --memory SIZE          most memory, such as 64M
              --timeout TIME         most time for one script, such as 10s
              --cpu TIME             most processor time for one script, such as 5s
              --output SIZE          most output kept of one script, such as 8M
              --no-echo              does not print values that code returns
              --provider KIND        kind of VM; there is: process
            """;

    private static final String RUNNING = """
              --timeout TIME         most time, such as 10s
              --cpu TIME             most processor time, such as 5s
            """;

    static final String RESULT = """
              --result               gives the result as data instead of printing the output
              --json                 prints the result as JSON
            """;

    static final String CREATE = """
            creates a VM: one Lua state in one process

            usage: vm:create [ID] [options]
              ID                     its id, of A-Z a-z 0-9 . _ -; 'default' if absent
            """ + SETTINGS + JSON;

    static final String LIST = """
            lists the VMs

            usage: vm:list [GLOB] [options]
              GLOB                   only ids that match, with * and ?
            """ + JSON;

    static final String INFO = """
            shows one VM, its limits and what is enforced for it

            usage: vm:info ID [options]
              ID                     its id
            """ + JSON;

    static final String EXECUTE = """
            runs Lua code in a VM and prints its output

            usage: vm:execute ID CODE [options]
              ID                     its id
              CODE                   Lua code, in single quotes
            """ + RUNNING + RESULT;

    static final String RUN = """
            runs a Lua file in a VM

            usage: vm:run ID FILE [ARG...]
              ID                     its id
              FILE                   the file; options stand before it
              ARG                    arguments of the script; files among them can be read by it only
                                     if the VM was created with --readable, or with --profile trusted
            """ + RUNNING + RESULT;

    static final String PROFILE = """
            samples the Lua stacks of a VM, as lines of text that tools for flame graphs read

            usage: vm:profile ID [CODE] [options]
              ID                     its id
              CODE                   Lua code to run meanwhile; what it prints goes to the error output
              --file FILE            a Lua file to run meanwhile, in place of CODE
              --duration TIME        without either: samples what others begin to run
                                     in this time, 10s if absent; what runs already is not reached
              --to FILE              writes the lines to a file, replaced if it exists
            """ + RUNNING + JSON;

    static final String CALL = """
            calls a Lua function in a VM and gives what it returns

            usage: vm:call ID FUNCTION [ARG...]
              ID                     its id
              FUNCTION               a global, or names joined by dots; options stand before it
              ARG                    nil, true, false, a number, or text
              --text                 takes every argument as text
            """ + RUNNING + JSON;

    static final String INTERRUPT = """
            interrupts what a VM runs; its state is kept if the engine can do that

            usage: vm:interrupt ID
              ID                     its id
            """;

    static final String RESET = """
            gives a VM a fresh process under the same id

            usage: vm:reset ID [options]
              ID                     its id
            """ + JSON;

    static final String REMOVE = """
            ends VMs

            usage: vm:remove ID...
              ID                     ids, or patterns with * and ? in quotes
            """;

    static final String FORK = """
            creates a VM with the configuration of another; globals are not carried over

            usage: vm:fork ID NEWID [options]
              ID                     the id of the VM to take the configuration from
              NEWID                  the id of the new VM
            """ + JSON;

    static final String DEBUG = """
            switches the debug log of a VM

            usage: vm:debug ID STATE
              ID                     its id
              STATE                  on or off
            """;

    static final String ENGINES = """
            lists the Lua interpreters that were found, and why some are rejected

            usage: vm:engines [options]
            """ + JSON;

    static final String STATISTICS = """
            counts VMs, processes and scripts

            usage: vm:statistics [options]
            """ + JSON;

    static final String CLUSTER = """
            creates VMs NAME-1 to NAME-SIZE at once; all or none

            usage: vm:cluster NAME SIZE [options]
              NAME                   the common part of their ids
              SIZE                   how many
            """ + SETTINGS + JSON;

    static final String BROADCAST = """
            runs Lua code in every VM whose id matches, at once

            usage: vm:broadcast GLOB CODE [options]
              GLOB                   a pattern of ids with * and ?, in quotes
              CODE                   Lua code, in single quotes
            """ + RUNNING + JSON;

    static final List<String> ALL = List.of(
            CREATE,
            LIST,
            INFO,
            EXECUTE,
            RUN,
            PROFILE,
            CALL,
            INTERRUPT,
            RESET,
            REMOVE,
            FORK,
            DEBUG,
            ENGINES,
            STATISTICS,
            CLUSTER,
            BROADCAST);

    private VmUsage() {}
}
