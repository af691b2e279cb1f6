// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What the commands of scope {@code repository} take; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class RepositoryUsage {
    static final String LIST = """
            lists the repositories that packages come from, in the order they are asked

            usage: repository:list [GLOB] [options]
              GLOB                   only names that match, with * and ?
            """ + VmUsage.JSON;

    static final String ADD = """
            adds a repository in the format of LuaRocks

            usage: repository:add URL [options]
              URL                    an https or file address, or the path of a folder
              --name NAME            its name; made of the address if absent
              --priority NUMBER      the higher, the earlier it is asked; folders have 0, servers -100
              --plain-http           allows http, which anybody on the way can change
              --local                allows addresses of this machine and of private networks
            """ + VmUsage.JSON;

    static final String REMOVE = """
            removes a repository that was added; what was installed from it stays

            usage: repository:remove NAME
              NAME                   its name
            """;

    static final String REFRESH = """
            asks repositories for what they have now

            usage: repository:refresh [NAME] [options]
              NAME                   only this one
            """ + VmUsage.JSON;

    static final List<String> ALL = List.of(LIST, ADD, REMOVE, REFRESH);

    private RepositoryUsage() {}
}
