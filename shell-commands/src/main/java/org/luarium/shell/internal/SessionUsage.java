// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What the commands of scope {@code session} take; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class SessionUsage {
    private static final String TIMEOUT = "  --timeout TIME         most time, such as 10s; 2m if absent\n";

    static final String OPEN = """
            opens a session, with a VM of its own or on one that exists

            usage: session:open ID [options]
              ID                     its id, of A-Z a-z 0-9 . _ -; also that of its VM
              --vm VM                uses this VM, without any of the options of vm:create
              --buffer SIZE          how much of the past is kept; 1M if absent
              --patience TIME        how long a full buffer waits for who reads slowly; 1s if absent
              --idle TIME            ends it after so much time without activity
              --busy TIME            ends it when one input takes longer
              --age TIME             ends it when it is so old
            """ + VmUsage.SETTINGS + VmUsage.JSON;

    static final String LIST = """
            lists the sessions

            usage: session:list [GLOB] [options]
              GLOB                   only ids that match, with * and ?
            """ + VmUsage.JSON;

    static final String INFO = """
            shows one session, and who is attached to it

            usage: session:info ID [options]
              ID                     its id
            """ + VmUsage.JSON;

    static final String SEND = """
            sends text to a session as if it were typed there, and does not wait

            usage: session:send ID TEXT
              ID                     its id
              TEXT                   Lua code in single quotes, or input for a script that reads
            """;

    static final String READ = """
            prints what has come from a session since this was last asked

            usage: session:read ID [options]
              ID                     its id
              --timeout TIME         waits so long at most for the end of what was sent; 1s if absent
            """;

    static final String EVALUATE = """
            runs Lua code in a session unseen by others, prints its output and gives what it returns

            usage: session:evaluate ID CODE [options]
              ID                     its id
              CODE                   Lua code, in single quotes
            """ + TIMEOUT + VmUsage.RESULT;

    static final String ATTACH = """
            talks to a session; Ctrl-] or exit leaves it running, Ctrl-C interrupts what it runs

            usage: session:attach ID [options]
              ID                     its id
              --read-only            only follows what happens; Ctrl-], Ctrl-C or q leaves
              --take-over            writes in place of whoever writes now
              --lines COUNT          how many lines of the past are shown first; 10 if absent
              --name NAME            the name that others see
            """;

    static final String DETACH = """
            detaches from a session whoever follows it; the session goes on

            usage: session:detach ID [NAME]
              ID                     its id
              NAME                   the name of one of them, as session:info shows it; all if absent
            """;

    static final String INTERRUPT = """
            interrupts what a session runs, and forgets input that waits

            usage: session:interrupt ID
              ID                     its id
            """;

    static final String TERMINATE = """
            ends sessions, and the VMs that were created for them

            usage: session:terminate ID...
              ID                     ids, or patterns with * and ? in quotes
            """;

    static final String BROADCAST = """
            runs Lua code in every session whose id matches, at once

            usage: session:broadcast GLOB CODE [options]
              GLOB                   a pattern of ids with * and ?, in quotes
              CODE                   Lua code, in single quotes
            """ + TIMEOUT + VmUsage.JSON;

    static final String CLUSTER = """
            opens sessions NAME-1 to NAME-SIZE at once; all or none

            usage: session:cluster NAME SIZE [options]
              NAME                   the common part of their ids
              SIZE                   how many
            """ + VmUsage.SETTINGS + VmUsage.JSON;

    static final String COPY = """
            opens a session with a VM like that of another; globals are not carried over

            usage: session:copy ID NEWID [options]
              ID                     the id of the session to take as the model
              NEWID                  the id of the new session and its VM
            """ + VmUsage.JSON;

    static final String LOAD = """
            loads a module into a session and binds it to a global of its name

            usage: session:load ID MODULE [FILE]
              ID                     its id
              MODULE                 the name of the module
              FILE                   Lua source; without it, the module is found as require does
            """;

    static final String ENVIRONMENT = """
            moves the VM of a session to another package environment

            usage: session:environment ID ENV [options]
              ID                     its id
              ENV                    the environment
              --reset                gives it a fresh process if need be; its globals are lost
            """;

    static final String HISTORY = """
            lists what was sent to a session

            usage: session:history ID [options]
              ID                     its id
            """ + VmUsage.JSON;

    static final String EVENTS = """
            lists the events in the buffer of a session

            usage: session:events ID [options]
              ID                     its id
              --since NUMBER         the first one wanted; all if absent
            """ + VmUsage.JSON;

    static final String RECORD = """
            records a session in the format asciicast v2

            usage: session:record ID [FILE] [options]
              ID                     its id
              FILE                   the file to write
              --end                  ends the recording
            """;

    static final String REPLAY = """
            plays a recording in the format asciicast v2; Ctrl-C stops it

            usage: session:replay FILE [options]
              FILE                   the recording
              --speed FACTOR         how much faster than it was, such as 2 or 0.5
              --pause TIME           waits no longer than this at once; 2s if absent
              --raw                  lets it drive the terminal, which is put in order at the end
            """;

    static final List<String> ALL = List.of(
            OPEN,
            LIST,
            INFO,
            SEND,
            READ,
            EVALUATE,
            ATTACH,
            DETACH,
            INTERRUPT,
            TERMINATE,
            BROADCAST,
            CLUSTER,
            COPY,
            LOAD,
            ENVIRONMENT,
            HISTORY,
            EVENTS,
            RECORD,
            REPLAY);

    private SessionUsage() {}
}
