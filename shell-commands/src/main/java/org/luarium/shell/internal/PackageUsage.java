// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What the commands of scope {@code package} take; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class PackageUsage {
    private static final String ENVIRONMENT = "  --environment ENV      the environment; 'default' if absent\n";

    static final String SEARCH = """
            looks for packages by a part of their name

            usage: package:search [TEXT] [options]
              TEXT                   a part of the name, in any case; all if absent
            """ + VmUsage.JSON;

    static final String INFO = """
            shows what the newest version of a package says of itself

            usage: package:info PACKAGE [options]
              PACKAGE                its name
            """ + VmUsage.JSON;

    static final String INSTALL = """
            installs packages, and everything they need, into an environment

            usage: package:install PACKAGE... [options]
              PACKAGE                a name, or a name and versions in quotes:
                                     'penlight 1.14.0-1', 'penlight >= 1.13, < 2'
            """ + ENVIRONMENT + VmUsage.JSON;

    static final String REMOVE = """
            removes packages, and what was there for them only, from an environment

            usage: package:remove PACKAGE... [options]
              PACKAGE                names
            """ + ENVIRONMENT + VmUsage.JSON;

    static final String UPDATE = """
            takes the newest versions that fit together

            usage: package:update [PACKAGE...] [options]
              PACKAGE                names; others keep their version if that fits; all if absent
            """ + ENVIRONMENT + VmUsage.JSON;

    static final String LIST = """
            lists what is installed in an environment

            usage: package:list [GLOB] [options]
              GLOB                   only names that match, with * and ?
            """ + ENVIRONMENT + VmUsage.JSON;

    static final String WHY = """
            shows why a package is in an environment

            usage: package:why PACKAGE [options]
              PACKAGE                its name
            """ + ENVIRONMENT + VmUsage.JSON;

    static final List<String> ALL = List.of(SEARCH, INFO, INSTALL, REMOVE, UPDATE, LIST, WHY);

    private PackageUsage() {}
}
