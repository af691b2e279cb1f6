// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What {@link StoreCommands} take; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class StoreUsage {
    static final String LIST = """
            lists what is realized

            usage: store:list [GLOB] [options]
              GLOB                   only names that match, with * and ?
              --newer-than TIME      only what was built within this time, such as 10m or 30d
              --derivations          lists how things are made instead
            """ + VmUsage.JSON;

    static final String SHOW = """
            shows a realization or a derivation in detail

            usage: store:show REF [options]
              REF                    a reference, a name, or the beginning of a digest
            """ + VmUsage.JSON;

    static final String CAT = """
            prints a file of an object

            usage: store:cat REF PATH
              REF                    a realization
              PATH                   the path of the file inside it
            """;

    static final String FILES = """
            lists what is in an object

            usage: store:files REF [options]
              REF                    a realization
            """ + VmUsage.JSON;

    static final String USAGE = """
            shows how much space objects take, the largest first

            usage: store:usage [REF] [options]
              REF                    only this realization and everything that it was made of
            """ + VmUsage.JSON;

    static final String FIND = """
            finds realizations by name, content and time

            usage: store:find GLOB [options]
              GLOB                   names that match, with * and ?, in quotes
              --containing PATHS     only with a file whose path matches, such as bin/* or **.txt
              --newer-than TIME      only what was built within this time, such as 10m or 30d
            """ + VmUsage.JSON;

    static final String DIFFERENCE = """
            shows how the configurations of two derivations differ

            usage: store:difference DERIVATION OTHER
              DERIVATION             a derivation, also by one of its realizations
              OTHER                  the other one
            """;

    static final String WHY = """
            shows a shortest chain from one to another that it was made of

            usage: store:why REF OTHER [options]
              REF                    a realization or a derivation
              OTHER                  what it may depend on, of the same kind
            """ + VmUsage.JSON;

    static final String DEPENDENTS = """
            lists what was made of a realization

            usage: store:dependents REF [options]
              REF                    a realization
              --indirect             also what was made of that, and so on
            """ + VmUsage.JSON;

    static final String ATTEMPTS = """
            lists builds of a derivation that failed, newest first, and their logs

            usage: store:attempts DERIVATION [options]
              DERIVATION             a derivation
            """ + VmUsage.JSON;

    static final String LINK = """
            makes a symbolic link to an object, in place of one that may be there

            usage: store:link REF PATH
              REF                    a realization
              PATH                   the link; in quotes, %N in its last part is the name, %T the time
            """;

    static final String COPY = """
            copies an object so that the copy can be changed

            usage: store:copy REF PATH
              REF                    a realization
              PATH                   the folder to be; must not exist
            """;

    static final String SHELL = """
            starts a shell of the system in a copy of an object, which is removed afterwards

            usage: store:shell REF [options]
              REF                    a realization
              --keep-copy            keeps the copy and says where it is
            """;

    static final String REMOVE = """
            removes objects that nothing needs

            usage: store:remove REF...
              REF                    realizations, or derivations with all their realizations
            """;

    static final List<String> ALL = List.of(
            LIST, SHOW, CAT, FILES, USAGE, FIND, DIFFERENCE, WHY, DEPENDENTS, ATTEMPTS, LINK, COPY, SHELL, REMOVE);

    private StoreUsage() {}
}
