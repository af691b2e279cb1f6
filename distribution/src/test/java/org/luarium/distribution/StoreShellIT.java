// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.store.Build;
import org.luarium.store.Config;
import org.luarium.store.InUseException;
import org.luarium.store.Realization;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.Store;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** The store through Gogo, as somebody types it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class StoreShellIT {
    @Inject
    private BundleContext context;

    @Inject
    private CommandProcessor processor;

    @Inject
    private Store store;

    private ShellSession shell;

    @Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @Before
    public void open() {
        shell = new ShellSession(processor);
    }

    @After
    public void close() throws Exception {
        shell.run("store:collect");
        shell.close();
    }

    @Test
    public void theQuickStartWorksTypedLineByLine() throws Exception {
        Path file = Files.writeString(Files.createTempFile("hello", ".txt"), "Hello World!\n");
        try {
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
            shell.run("source = (store:fetch " + file.toUri() + " " + hash + " --name hello-source)");
            shell.run("store:define hello 'cp $source/*.txt $out/hello' source=hello-source");

            assertThat(shell.run("store:step hello --at hello")).contains("before   dref:", "-hello-source");
            assertThat(shell.run("store:step next")).contains("before  the end");
            assertThat(((Realization) shell.value("store:realize hello --assert"))
                            .ref()
                            .name())
                    .isEqualTo("hello");
            assertThat(shell.run("store:cat hello hello")).isEqualTo("Hello World!\n");
            assertThat(shell.run("store:why hello hello-source")).hasLineCount(2);
            assertThat(shell.run("store:files $source")).contains(".txt");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    public void realizesStagesThatBundlesPublishForAsLongAsTheyDo() throws Exception {
        Stage<Ref.DRef> stage = plan ->
                plan.derive(Config.builder("published").build(), Realizer.of("published-1", StoreShellIT::writeHello));
        @SuppressWarnings("rawtypes")
        ServiceRegistration<Stage> registration = context.registerService(
                Stage.class, stage, FrameworkUtil.asDictionary(Map.of("luarium.stage", "mine")));

        assertThat(shell.run("store:stages"))
                .contains("mine", "bundle " + context.getBundle().getBundleId());
        Ref.RRef rref = ((Realization) shell.value("store:realize mine")).ref();
        registration.unregister();

        assertThat(shell.failure("store:realize mine"))
                .hasToString("store:realize: there is no stage 'mine'; store:stages shows those that exist");
        assertThat(store.find(rref)).isPresent();
        assertThat(shell.run("store:cat " + rref + " hello")).isEqualTo("hello");
    }

    private static void writeHello(Build build) throws Exception {
        Files.write(build.out().resolve("hello"), "hello".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void keepsRollsBackAndCollects() throws Exception {
        shell.run("store:node tool version=1; store:profile commit tools main=tool");
        shell.run("store:node better version=2; store:profile commit tools main=better");

        assertThat(shell.failure("store:remove tool")).hasCauseInstanceOf(InUseException.class);
        assertThat(shell.run("store:profile rollback tools")).contains("number   1, current");
        assertThat(shell.run("store:profile remove tools; store:collect")).contains("removed  2 realizations");
        assertThat(shell.run("store:list")).hasLineCount(1);
        assertThat(shell.run("store:verify")).contains("problems  none");
    }

    @Test
    public void answersMistakesWithOneLine() {
        assertThat(shell.failure("store:show nothing"))
                .hasToString("store:show: there is no realization or derivation 'nothing';"
                        + " store:list shows those that exist");
        assertThat(shell.failure("store:cat")).hasToString("store:cat: REF is missing; usage: store:cat REF PATH");
    }
}
