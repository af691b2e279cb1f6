// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionManager;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** The commands of extensions as a script types them, on the bundles that ship, with the jars of an example. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ExtensionShellIT {
    private static final Path JARS = Path.of("../examples/extension-java/target/classes/extensions")
            .toAbsolutePath()
            .normalize();
    private static final String LOAD = "extension:load --start 1m --grant org.luarium.examples.extension.Guests --jar "
            + JARS.resolve("guava16.jar") + ":" + JARS.resolve("guava16-library.jar")
            + " --main org.luarium.examples.extension.guava16.GuavaGreeter --name ";

    @Inject
    private CommandProcessor processor;

    @Inject
    private ExtensionManager extensions;

    private ShellSession shell;

    @Configuration
    public Option[] configuration() {
        URI example = Path.of(System.getProperty("luarium.extension.java")).toUri();
        return options(composite(Container.complete()), bundle("reference:" + example));
    }

    @Before
    public void open() {
        shell = new ShellSession(processor);
    }

    @After
    public void close() {
        for (String name : List.of("one", "two", "completed", "described")) {
            extensions.find(name).ifPresent(Extension::close);
        }
        shell.close();
    }

    @Test
    public void extensionsAreLoadedCalledAndRemoved() throws Exception {
        assertThat(shell.run(LOAD + "one")).contains("name           one\n").containsPattern("process +[0-9]+");
        assertThat(extensions.get("one").methods()).containsExactly("greet(java.lang.String)");

        assertThat(shell.run("extension:call one greet you"))
                .startsWith("Hello you, you are guest ")
                .endsWith(": Objects.firstNonNull of Guava 16.0.1");
        assertThat(shell.run("extension:call one greet nil")).startsWith("Hello stranger, ");
        assertThat(shell.run("extension:call --json one greet a")).startsWith("\"Hello a, ");
        assertThat(shell.failure("extension:call one greet 42").toString()).startsWith("extension:call: ");
        assertThat(shell.failure("extension:call one greet").toString()).startsWith("extension:call: ");
        assertThat(shell.failure("extension:call one say x").toString())
                .contains("has no method say", "greet(java.lang.String)");
        assertThat(shell.run("extension:top one")).containsPattern("one +ready +[1-9][0-9]* +[1-9]");
        assertThat(shell.run("extension:top --methods")).containsPattern("one +greet +5 +2 ");
        assertThat(shell.run("extension:info one"))
                .contains("every control is enforced", "\nmethods\n  greet(java.lang.String)")
                .containsPattern("grants +org.luarium.examples.extension.Guests");
        assertThat(shell.run("extension:info one --json")).contains("\"memory\" : 67108864");

        assertThat(shell.run("extension:reload one")).containsPattern("generation +2\n");
        String debugged = shell.run("extension:debug one");
        assertThat(debugged).matches("a debugger can attach to extension one at 127\\.0\\.0\\.1:[0-9]+");
        assertThat(handshake(Integer.parseInt(debugged.replaceAll(".*:", "")))).isEqualTo("JDWP-Handshake");
        assertThat(shell.run("extension:call one greet you")).startsWith("Hello you, ");
        assertThat(shell.run("extension:debug one --off")).isEqualTo("extension one waits for no debugger any more");
        assertThat(extensions.get("one").spec().network()).isFalse();
        assertThat(shell.run("extension:stop one")).isEqualTo("stopped one");
        assertThat(shell.run("extension:list")).containsPattern("one +java +stopped +4 +- ");
        assertThat(shell.failure("extension:call one greet you").toString()).contains("it is stopped");
        assertThat(shell.run("extension:reload one")).containsPattern("generation +5\n");
        assertThat(shell.run("extension:remove 'o*'")).isEqualTo("removed one");
        assertThat(extensions.find("one")).isEmpty();
    }

    @Test
    public void descriptorsAreLoaded() throws Exception {
        Path folder = Files.createTempDirectory("described");
        Path file = Files.writeString(folder.resolve("extension.properties"), """
                name = described
                interfaces = org.luarium.examples.extension.Greeter
                main = org.luarium.examples.extension.guava33.GuavaGreeter
                grants = org.luarium.examples.extension.Guests
                jars = %s, %s
                startTime = 1m
                restart = on-demand
                """.formatted(
                        JARS.resolve("guava33.jar"), JARS.resolve("guava33-library.jar")));
        try {
            assertThat(shell.run("extension:load " + folder)).contains("name           described\n");
            assertThat(shell.run("extension:call described greet you")).contains("Guava 33.");
            assertThat(shell.run("extension:info described")).containsPattern("restart +on demand");
            assertThat(shell.failure("extension:load " + file + " --networked").toString())
                    .contains("--networked cannot change what a descriptor says");
            assertThat(shell.run("extension:remove described")).isEqualTo("removed described");

            Files.writeString(file, "mian = x\n");
            assertThat(shell.failure("extension:load " + file).toString())
                    .startsWith("extension:load: descriptor " + file + ": mian");
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    @Test
    public void mistakesAreToldInOneLine() throws Exception {
        assertThat(shell.failure("extension:info nobody").toString())
                .startsWith("extension:info: no extension nobody is loaded");
        assertThat(shell.failure("extension:load").toString()).contains("--jar and --main");
        assertThat(shell.failure("extension:load --main a.B --jar /there/is/none.jar")
                        .toString())
                .isEqualTo("extension:load: --jar: there is no file or folder /there/is/none.jar");
        assertThat(shell.failure("extension:load --main a.B --interface x.y.Z").toString())
                .contains("--interface: no bundle exports the package of 'x.y.Z'");
        assertThat(shell.failure(LOAD + "two --interface java.lang.Runnable").toString())
                .contains("extension two cannot be started", "nothing implements java.lang.Runnable");
        assertThat(extensions.find("two")).isEmpty();
    }

    @Test
    public void wordsAreCompleted() throws Exception {
        shell.run(LOAD + "completed");

        assertThat(shell.value("luarium:_candidates extension:call [extension:call com] 1"))
                .asString()
                .contains("completed");
        assertThat(shell.value("luarium:_candidates extension:call [extension:call completed g] 2"))
                .asString()
                .contains("greet");
        assertThat(shell.value("luarium:_candidates extension:load [extension:load --restart o] 2"))
                .asString()
                .contains("on-demand");
    }

    private static String handshake(int port) throws IOException {
        byte[] greeting = "JDWP-Handshake".getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(greeting);
            return new String(socket.getInputStream().readNBytes(greeting.length), StandardCharsets.US_ASCII);
        }
    }
}
