// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What the commands of scope {@code package} take that are about which packages to have; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class PackageCareUsage {
    private static final String ENVIRONMENT = "  --environment ENV      the environment; 'default' if absent\n";

    static final String CATALOGUE = """
            lists packages that matter, whether a repository has them or not

            usage: package:catalogue [TEXT] [options]
              TEXT                   a part of the name, in any case; all if absent
              --category CATEGORY    only those of a category, such as network
            """ + VmUsage.JSON;

    static final String PROFILES = """
            lists profiles, which are packages that go together, or tells what of one can be had

            usage: package:profiles [NAME] [options]
              NAME                   of a profile, to see from where its packages come
              --dialect DIALECT      for which Lua: 5.1 to 5.4; that of the default engine if absent
              --category CATEGORY    lists only those of a category, such as biology
            """ + VmUsage.JSON;

    static final String RECOMMEND = """
            recommends packages for an environment

            usage: package:recommend [options]
              --networked            those for code that uses a network
            """ + ENVIRONMENT + VmUsage.JSON;

    static final String HEALTH = """
            tells how well an environment, and what it depends on, is

            usage: package:health [options]
            """ + ENVIRONMENT + VmUsage.JSON;

    static final String TREE = """
            shows which package of an environment needs which, in which versions

            usage: package:tree [options]
            """ + ENVIRONMENT + VmUsage.JSON;

    static final List<String> ALL = List.of(CATALOGUE, PROFILES, RECOMMEND, HEALTH, TREE);

    private PackageCareUsage() {}
}
