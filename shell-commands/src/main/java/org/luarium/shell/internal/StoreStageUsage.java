// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What {@link StoreStageCommands} take; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class StoreStageUsage {
    static final String STAGES = """
            lists the stages that have a name: published by bundles, or typed

            usage: store:stages [GLOB] [options]
              GLOB                   only names that match, with * and ?
            """ + VmUsage.JSON;

    static final String FETCH = """
            fetches a file by its hash; its name becomes that of a stage

            usage: store:fetch URL HASH [options]
              URL                    an https, http or file address
              HASH                   its SHA-256 or SHA-1 hash in hexadecimal digits
              --name NAME            the name; made of the last part of the address if absent
              --unpack               takes the content of the archive instead of the archive
            """ + VmUsage.JSON;

    static final String LOCAL = """
            takes a file of this machine as it is now; its name becomes that of a stage

            usage: store:local FILE [options]
              FILE                   the file
            """ + VmUsage.JSON;

    static final String NODE = """
            makes an object of typed files; its name becomes that of a stage

            usage: store:node NAME [FILE...] [options]
              NAME                   of letters, digits, _ and -
              FILE                   a path and its content, such as hello.txt=Hello
            """ + VmUsage.JSON;

    static final String UNPACK = """
            unpacks the archive that a stage gives; its name becomes that of a stage

            usage: store:unpack STAGE [PATH] [options]
              STAGE                  a stage, or what store:fetch or store:local gave
              PATH                   the archive inside what it gives; its only file if absent
            """ + VmUsage.JSON;

    static final String DEFINE = """
            describes a stage that runs a script of the system's shell, and runs nothing

            usage: store:define NAME SCRIPT [INPUT...]
              NAME                   the name of the stage, of letters, digits, _ and -
              SCRIPT                 in single quotes; writes into the folder in the variable out
              INPUT                  a variable for the script and the stage that gives it, such
                                     as source=hello-source
            """;

    private static final String REALIZING = """
              --jobs COUNT           how many builds run at once
              --no-substitutes       does not ask binary caches
            """;

    static final String REALIZE = """
            makes sure that what a stage describes exists: reuses, fetches or builds

            usage: store:realize STAGE [options]
              STAGE                  a name of store:stages
            """ + REALIZING + """
              --force                builds it even if it is there
              --assert               fails if it would have to be built
              --dry-run              only lists what would be built
              --keep-going           lets a failure stop only what depends on it
            """ + VmUsage.JSON;

    static final String STEP = """
            realizes a stage step by step; without any word, shows where this shell is

            usage: store:step [STAGE] [ARG...] [options]
              STAGE                  a name of store:stages begins, and waits; then one of these
                                     status     shows where it waits, and what it has by then
                                     next       does what would be done, up to the next pause
                                     folder     makes a folder to put the output into by hand
                                     continue   takes that folder, or those given, as the output
                                     use        takes realizations that are there
                                     cancel     gives up
              ARG                    folders for continue, references for use
              --at NAMES             pauses before these only, with , between them; else before all
            """ + VmUsage.JSON;

    static final List<String> ALL = List.of(STAGES, FETCH, LOCAL, NODE, UNPACK, DEFINE, REALIZE, STEP);

    private StoreStageUsage() {}
}
