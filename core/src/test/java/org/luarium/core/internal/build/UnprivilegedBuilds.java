// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.build;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.luarium.core.internal.confine.Tier;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.store.spi.BuildResult;

/** A JVM of its own that runs steps, under whatever user it is started; prints what happened. */
final class UnprivilegedBuilds {
    private UnprivilegedBuilds() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toRealPath();
        Tier tier = Tier.valueOf(arguments[1]);
        Path secret = Files.writeString(folder.resolve("secret"), "CANARY");
        try (TestBuilds tests = new TestBuilds(folder, tier)) {
            Files.writeString(tests.input().resolve("a"), "hello");
            BuildResult result = tests.run("id -u; cat " + tests.input() + "/a; cat " + secret + "; echo x > "
                    + tests.input() + "/b; echo x > made; chmod 6755 made; mkfifo pipe; mkdir -m 0 d; exit 3");
            System.out.println("status " + result.status());
            System.out.println("output " + result.output().replace('\n', '|'));
            System.out.println("owner " + Files.getAttribute(tests.output().resolve("made"), "unix:uid"));
            System.out.println("mode "
                    + Integer.toOctalString(
                            (Integer) Files.getAttribute(tests.output().resolve("made"), "unix:mode")));
            System.out.println("pipe " + Files.exists(tests.output().resolve("pipe")));
            System.out.println("missing "
                    + result.confinement().controls().stream()
                            .filter(control -> !control.enforced())
                            .map(Control::name)
                            .toList());
            BuildResult bomb = tests.builds()
                    .run(tests.shell("n=0; while [ $n -lt 40 ]; do sleep 50 & n=$((n+1)); echo $n; done; wait")
                            .processes(20)
                            .timeLimit(Duration.ofMillis(1500))
                            .build());
            System.out.println("bomb "
                    + bomb.output().lines().filter(line -> line.matches("\\d+")).count());
        }
        System.out.println("end");
    }
}
