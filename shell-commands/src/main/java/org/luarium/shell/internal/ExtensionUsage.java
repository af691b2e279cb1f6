// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What the commands of scope {@code extension} take; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class ExtensionUsage {
    private static final String NAME = "  NAME                   its name\n";
    private static final String NAMES = "  NAME                   names, or patterns with * and ? in quotes\n";

    static final String LOAD = """
            loads an extension: code with its own dependencies, in a process of its own

            usage: extension:load [SPEC] [options]
              SPEC                   a file that describes it, or a folder with extension.properties;
                                     no other options then
              --name NAME            its name; by default that of the main class or module
              --jar PATHS            jars of its class path, with : between them
              --dependency LIST      more of its class path, as group:artifact:version, with commas between
              --main CLASS           main class; by default META-INF/services of the jars tells
              --module MODULE        the module, which makes it an extension in Lua
              --engine ENGINE        interpreter of one in Lua: a name of vm:engines
              --environment ENV      package environment that one in Lua sees
              --interface LIST       interfaces of bundles that it is a service for, with commas between
              --grant LIST           interfaces of services of the host that it may call
              --setting LIST         what it can look up, as key=value, with commas between
              --in-process           gives it no process of its own; nothing confines it then
              --sandbox MODE         required (default), preferred or off
              --networked            lets it use the network of the host
              --readable PATHS       files and folders that it may read, with : between them
              --writable PATHS       folders that it may write to, with : between them
              --memory SIZE          the heap of one in Java, all of one in Lua; 64M if absent
              --threads COUNT        how many calls it serves at once; 64 if absent
              --call TIME            how long a call may take; 30s if absent
              --start TIME           how long it may take to be loaded; 10s if absent
              --stop TIME            how long it may take to stop by itself; 3s if absent
              --restart POLICY       never, on-failure (default) or on-demand
              --strict-events        makes it an error to emit an event that nobody hears
            """ + VmUsage.JSON;

    static final String LIST = """
            lists the extensions

            usage: extension:list [GLOB] [options]
              GLOB                   only names that match, with * and ?
            """ + VmUsage.JSON;

    static final String INFO = """
            shows one extension: its process, methods, limits and what is enforced for it

            usage: extension:info NAME [options]
            """ + NAME + VmUsage.JSON;

    static final String CALL = """
            calls a method of an extension and prints what it gives

            usage: extension:call NAME METHOD [ARG...]
            """ + NAME + """
              METHOD                 the method; if there are several, with types, as in 'add(int,int)'
              ARG                    nil, true, false, numbers, '[1, 2]', '{a = 1}', JSON; the rest is text,
                                     and so is what stands in quotes within the quotes of the shell
              --text                 takes every ARG as text
            """ + VmUsage.JSON;

    static final String RELOAD = """
            has a new process take the place of the one of an extension, without losing a call

            usage: extension:reload NAME [options]
            """ + NAME + VmUsage.JSON;

    static final String DEBUG = """
            has a debugger attach to an extension in Java: reloads it with JDWP on the loopback address

            The process gets the network of the host, which the debugger comes by, and everybody on this
            machine may attach. extension:debug --off takes both away.

            usage: extension:debug NAME [options]
            """ + NAME + """
              --port PORT            where it listens; a free one if absent
              --off                  reloads it without
            """;

    static final String STOP = """
            stops the processes of extensions; extension:reload starts them again

            usage: extension:stop NAME...
            """ + NAMES;

    static final String REMOVE = """
            stops extensions and forgets them

            usage: extension:remove NAME...
            """ + NAMES;

    static final String TOP = """
            shows what the calls of extensions have cost, and what their processes use

            usage: extension:top [GLOB] [options]
              GLOB                   only names that match, with * and ?
              --methods              shows each method by itself
            """ + VmUsage.JSON;

    static final String LOG = """
            prints the last of what the processes of an extension wrote to their output

            usage: extension:log NAME
            """ + NAME;

    static final String DOCTOR = """
            checks by using it what extensions need

            usage: extension:doctor [options]
            """ + VmUsage.JSON;

    static final List<String> ALL = List.of(LOAD, LIST, INFO, CALL, RELOAD, DEBUG, STOP, REMOVE, TOP, LOG, DOCTOR);

    private ExtensionUsage() {}
}
