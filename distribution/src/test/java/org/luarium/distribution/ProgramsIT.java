// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.Assume.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Isolate;
import org.luarium.isolate.IsolateManager;
import org.luarium.isolate.IsolatedProgram;
import org.luarium.isolate.ProgramConfig;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Programs with a link, in the container. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ProgramsIT {
    private static final Path SHELL = Path.of("/bin/sh");
    private static final String ECHO =
            "[ \"$1\" = fifo ] && exec 3<\"$2\" 4>\"$3\" || exec 3<&0 4>&1; printf 'ready\\n' >&4; "
                    + "while read -r line <&3; do printf '%s\\n' \"$line\" >&4; done";

    @Inject
    private BundleContext context;

    @Inject
    private IsolateManager isolates;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @Before
    public void hasAShell() {
        assumeTrue(Files.isExecutable(SHELL));
    }

    private static ProgramConfig echo(String name) {
        // Everywhere: what is enforced is tested elsewhere.
        return ProgramConfig.builder(name, SHELL)
                .arguments("-c", ECHO, "sh")
                .mode(Confinement.Mode.OFF)
                .build();
    }

    private static BufferedReader reader(IsolatedProgram program) {
        return new BufferedReader(new InputStreamReader(program.input(), StandardCharsets.UTF_8));
    }

    @Test
    public void aProgramEchoesAndIsListed() throws IOException {
        try (IsolatedProgram program = isolates.start(echo("echo"))) {
            BufferedReader reader = reader(program);
            assertThat(reader.readLine()).isEqualTo("ready");

            program.output().write("hello\n".getBytes(StandardCharsets.UTF_8));
            program.output().flush();

            assertThat(reader.readLine()).isEqualTo("hello");
            assertThat(isolates.list()).contains(program);
        }
        assertThat(isolates.find("echo")).isEmpty();
    }

    @Test
    public void aProgramEndsWithTheBundleThatStartedIt() throws Exception {
        BundleContext other = Arrays.stream(context.getBundles())
                .filter(bundle -> "org.apache.felix.configadmin".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow()
                .getBundleContext();
        ServiceReference<IsolateManager> reference = other.getServiceReference(IsolateManager.class);
        IsolateManager theirs = other.getService(reference);
        IsolatedProgram program = theirs.start(echo("theirs"));
        Isolate found = isolates.find("theirs").orElseThrow();
        assertThat(found).isSameAs(program);

        other.ungetService(reference);

        assertThat(program.onExit()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .shellCode())
                .isEqualTo(128 + 9);
        assertThat(isolates.find("theirs")).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> theirs.start(echo("late")));
    }
}
