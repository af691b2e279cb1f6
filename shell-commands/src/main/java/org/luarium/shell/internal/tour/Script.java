// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.tour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.luarium.shell.internal.tour.Step.Action;

/** What the tour shows. All that it makes is called tour, and taken away at the end. */
final class Script {
    private static final Action VM = Action.made("vm:create tour", "vm:remove tour");
    private static final Action ENVIRONMENT =
            Action.made("package:install math_package --environment tour", "environment:delete tour");

    static final String GREETER = """
            local M = {}
            function M.greet(name) return "Hello " .. name .. ", this is " .. _VERSION end
            return M
            """;

    private Script() {}

    /**
     * The steps in their order.
     *
     * @param folder where the extension of the last one lies
     */
    static List<Step> steps(Path folder) {
        return List.of(
                new Step(
                        "A VM",
                        "A VM is a Lua state in a process of its own. What happens in it stays in it.",
                        List.of(),
                        List.of(
                                Action.made("vm:create tour", "vm:remove tour"),
                                Action.of("vm:execute tour 'return 2 + 2'"))),
                new Step(
                        "State",
                        "Globals live as long as the VM does. vm:reset begins again, vm:remove ends it.",
                        List.of(VM),
                        List.of(
                                Action.of("vm:execute tour 'x = 41'"),
                                Action.of("vm:execute tour 'x = x + 1 return x'"))),
                new Step(
                        "Time",
                        "Each call has a limit of time, of memory and of output. This one never ends, so it is ended.",
                        List.of(VM),
                        List.of(
                                Action.failing("vm:execute tour 'while true do end' --timeout 500ms"),
                                Action.of("vm:execute tour 'return \"still here\"'"))),
                new Step(
                        "Confinement",
                        "A VM does not see the files of this machine, starts no programs and has no network.\n"
                                + "vm:info says what is enforced here, and by what.",
                        List.of(VM),
                        List.of(
                                Action.of("vm:execute tour 'return (io.open(\"/etc/passwd\"))'"),
                                Action.of("vm:execute tour 'return (os.execute(\"ls\"))'"),
                                Action.of("vm:info tour"))),
                new Step(
                        "Sessions",
                        "A session keeps what goes in and out of a VM, so that people come and go. session:attach tour\n"
                                + "would give it this terminal, and Ctrl-] would give that back; here we send and read.",
                        List.of(VM),
                        List.of(
                                Action.made("session:open tour --vm tour", "session:terminate tour"),
                                Action.of("session:send tour 'print(6 * 7)'"),
                                Action.of("session:read tour --timeout 5s"),
                                Action.of("session:list tour"))),
                new Step(
                        "Packages",
                        "Packages are installed into an environment. This one comes with Luarium; repository:list says\n"
                                + "where others come from.",
                        List.of(),
                        List.of(
                                Action.made(
                                        "package:install math_package --environment tour", "environment:delete tour"),
                                Action.made("vm:create tour-math --environment tour", "vm:remove tour-math"),
                                Action.of("vm:execute tour-math 'return require(\"math_package\").compute(10)'"))),
                new Step(
                        "Back to what worked",
                        "Each change of an environment is a generation, and none is lost.",
                        List.of(ENVIRONMENT),
                        List.of(
                                Action.brief("package:remove math_package --environment tour"),
                                Action.of("package:list --environment tour"),
                                Action.brief("environment:rollback tour"),
                                Action.of("package:list --environment tour"))),
                new Step(
                        "The store",
                        "Packages and whatever else is made lie in a store: immutable, named by what they are made of,\n"
                                + "made once.",
                        List.of(),
                        List.of(
                                Action.brief("store:node tour hello.txt='Hello from the store'"),
                                Action.made("store:realize tour", "store:remove tour"),
                                Action.of("store:files tour"))),
                new Step(
                        "The network",
                        "A networked VM reaches the network through this process, by its rules, and other VMs by messages.",
                        List.of(),
                        List.of(
                                Action.made("vm:create tour-net --networked", "vm:remove tour-net"),
                                Action.of("network:send tour-net 'hello' --mailbox"),
                                Action.of("vm:execute tour-net 'return (net.receive(5))'"))),
                new Step(
                        "An extension",
                        "An extension is a module in Lua or a class in Java that is called like a local service. This one\n"
                                + "is a file of three lines.",
                        List.of(),
                        List.of(
                                Action.made(
                                        "extension:load --name tour --module greeter --readable " + folder,
                                        "extension:remove tour"),
                                Action.of("extension:call tour greet you"))));
    }

    /** Writes what the last step loads. */
    static Path unpack(Path folder) throws IOException {
        Path target = Files.createTempDirectory(folder, "tour");
        // Where this JVM is root's, extensions are another user.
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(target.resolve("greeter.lua"), GREETER);
        return target;
    }
}
