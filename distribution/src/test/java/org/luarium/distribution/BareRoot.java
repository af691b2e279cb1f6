// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A root file system with a JDK, a shell of the system and what steps of builds in the documents call, without network. */
final class BareRoot {
    private static final Path BUBBLEWRAP = Path.of("/usr/bin/bwrap");

    private final Path folder;
    private final Path home;

    private BareRoot(Path folder, Path home) {
        this.folder = folder;
        this.home = home;
    }

    /** Takes a folder for files of its own and the home of its user, or skips the test where there can be none. */
    static BareRoot with(Path folder, Path home) throws Exception {
        var root = new BareRoot(folder, home);
        boolean possible = Files.isExecutable(BUBBLEWRAP) && Luarium.succeeds(root.command("java -version"));
        assumeTrue(possible, "skipped: it takes bubblewrap and the right to make a root file system");
        return root;
    }

    /** The command that runs a script of the shell there, in the checkout. */
    List<String> command(String script) throws IOException {
        String java = Path.of(System.getProperty("java.home")).toRealPath().toString();
        // Where a JDK of a Linux distribution keeps its settings
        String settings = Path.of(java, "conf/security/java.security")
                .toRealPath()
                .getParent()
                .getParent()
                .toString();
        Path users = Files.writeString(folder.resolve("passwd"), "root:x:0:0::/root:/bin/sh\n");
        List<String> command = new ArrayList<>(List.of(BUBBLEWRAP.toString(), "--unshare-net", "--cap-add", "ALL"));
        command.addAll(List.of("--dev-bind", "/dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"));
        for (String library : List.of("/lib", "/lib64", "/usr/lib/x86_64-linux-gnu", "/etc/ld.so.cache", settings)) {
            command.addAll(List.of("--ro-bind-try", library, library));
        }
        command.addAll(List.of("--ro-bind", "/bin/sh", "/bin/sh", "--ro-bind", users.toString(), "/etc/passwd"));
        // Steps of the documents' builds
        for (String tool : List.of("sort", "tr", "wc")) {
            command.addAll(List.of("--ro-bind", "/usr/bin/" + tool, "/usr/bin/" + tool));
        }
        command.addAll(List.of("--ro-bind", java, java));
        for (String tool : List.of("java", "jar")) {
            command.addAll(List.of("--symlink", java + "/bin/" + tool, "/bin/" + tool));
        }
        command.addAll(List.of("--ro-bind", Markdown.ROOT.toString(), "/luarium", "--bind", home.toString(), "/root"));
        command.addAll(List.of("--clearenv", "--setenv", "HOME", "/root", "--setenv", "PATH", "/bin:/usr/bin"));
        command.addAll(List.of("--setenv", "LC_ALL", "C.UTF-8", "--chdir", "/luarium", "/bin/sh", "-c", script));
        return command;
    }
}
