// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What the commands of scope {@code environment} take; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class EnvironmentUsage {
    static final String BOOTSTRAP = """
            makes an environment: empty, with packages, with a profile, or as a lock says

            usage: environment:bootstrap ENV [options]
              ENV                    its name, of A-Z a-z 0-9 . _ -
              --dialect DIALECT      the Lua it is for: 5.1 to 5.4; that of the default engine if absent
              --profile PROFILE      the profile of its VMs; for untrusted, it takes no packages with native
                                     modules
              --packages PACKAGES    installs these, with , between them
              --package-profile NAME installs a whole profile of package:profiles, or nothing of it
              --partial              with --package-profile: installs what of it can be had
              --lock FILE            installs exactly what environment:lock wrote, also into one
                                     that exists
            """ + VmUsage.JSON;

    static final String LIST = """
            lists the environments

            usage: environment:list [GLOB] [options]
              GLOB                   only names that match, with * and ?
            """ + VmUsage.JSON;

    static final String GENERATIONS = """
            lists what an environment was and is

            usage: environment:generations ENV [options]
              ENV                    its name
            """ + VmUsage.JSON;

    static final String INFO = """
            shows an environment: packages, generations, sizes, and who uses them

            usage: environment:info ENV [options]
              ENV                    its name
            """ + VmUsage.JSON;

    static final String EXPORT = """
            writes an environment into a folder of its own, for a stock Lua: . FOLDER/activate

            usage: environment:export ENV FOLDER
              ENV                    its name
              FOLDER                 a new or empty folder, which can be moved afterwards
            """;

    static final String PRUNE = """
            forgets old generations, but not those in use; store:collect frees the space

            usage: environment:prune ENV [NUMBER...] [options]
              ENV                    its name
              NUMBER                 just these; refused if one is in use
              --keep COUNT           keeps so many of the newest; 1 if absent
            """ + VmUsage.JSON;

    static final String ROLLBACK = """
            takes an environment back to a generation; VMs that run stay with theirs

            usage: environment:rollback ENV [NUMBER] [options]
              ENV                    its name
              NUMBER                 of the generation; the one before the current one if absent
            """ + VmUsage.JSON;

    static final String LOCK = """
            prints, or writes to a file, what exactly an environment is made of, as JSON

            usage: environment:lock ENV [FILE]
              ENV                    its name
              FILE                   the file; replaced if it exists
            """;

    static final String VERIFY = """
            checks the packages and files of an environment by their hashes

            usage: environment:verify ENV [options]
              ENV                    its name
            """ + VmUsage.JSON;

    static final String DELETE = """
            deletes an environment with all its generations

            usage: environment:delete ENV
              ENV                    its name
            """;

    static final List<String> ALL =
            List.of(BOOTSTRAP, LIST, GENERATIONS, INFO, EXPORT, PRUNE, ROLLBACK, LOCK, VERIFY, DELETE);

    private EnvironmentUsage() {}
}
