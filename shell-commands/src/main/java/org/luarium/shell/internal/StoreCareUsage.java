// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What {@link StoreCareCommands} take; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class StoreCareUsage {
    static final String VERIFY = """
            hashes objects and compares

            usage: store:verify [REF...] [options]
              REF                    realizations; everything if absent
              --repair               fetches from a binary cache what is wrong
            """ + VmUsage.JSON;

    static final String COLLECT = """
            removes what nobody keeps: no profile, no root, nobody who works with it

            usage: store:collect [REF...] [options]
              REF                    what stays too, with everything that it was made of
              --dry-run              only says what would be removed
              --older-than TIME      keeps what is younger, such as 12h or 30d
              --free SIZE            stops when so much is free, such as 2G; the oldest goes first
              --keep-links FOLDER    keeps what symbolic links in this folder point to
            """ + VmUsage.JSON;

    static final String EXPORT = """
            writes realizations and everything that they were made of to a file

            usage: store:export FILE REF...
              FILE                   the file to be; must not exist
              REF                    realizations
            """;

    static final String IMPORT = """
            reads what store:export wrote

            usage: store:import FILE [options]
              FILE                   the file
              --trust KEYS           takes what these keys have signed: name:base64, with , between them
              --trust-anybody        takes what nobody has signed too: from a store of one's own
            """ + VmUsage.JSON;

    static final String PUBLISH = """
            writes realizations to a folder that any HTTP server can serve as binary cache

            usage: store:publish FOLDER REF...
              FOLDER                 the folder of the cache; made if missing
              REF                    realizations; what they were made of comes along
            """;

    static final String ROOT = """
            lists, adds and removes roots, which keep realizations from being collected

            usage: store:root [ACTION] [NAME] [REF] [options]
              ACTION                 list, add or remove; list if absent
              NAME                   the name of the root, of letters, digits, _ and -
              REF                    for add: the realization that it keeps
            """ + VmUsage.JSON;

    static final String PROFILE = """
            works with profiles: named sets of realizations with a history

            usage: store:profile [ACTION] [NAME] [ENTRY...] [options]
              ACTION                 list, if absent, or one of the following
                                     show       lists the generations of a profile
                                     commit     makes a generation of NAME=REF entries
                                     rollback   switches to the generation before
                                     switch     switches to the generation of a number
                                     prune      forgets all generations but the last so many
                                     remove     removes the profile with all its generations
              NAME                   the profile, of letters, digits, _ and -
              ENTRY                  entries of a commit, such as tool=tool-1; a number for switch, prune
              --note TEXT            for commit: says what it is about
            """ + VmUsage.JSON;

    static final List<String> ALL = List.of(VERIFY, COLLECT, EXPORT, IMPORT, PUBLISH, ROOT, PROFILE);

    private StoreCareUsage() {}
}
