// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extensions.internal.descriptor.Deployments;
import org.luarium.extensions.internal.descriptor.FolderWatch;
import org.luarium.extensions.sample.Calculator;
import org.luarium.extensions.sample.CalculatorExtension;
import org.luarium.extensions.sample.Dictionary;

@Timeout(120)
class DeploymentsTest {
    private TestHost host;
    private Deployments deployments;
    private FolderWatch watch;
    private Path watched;
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost();
        deployments = new Deployments(() -> host.extensions, type -> true, host.folder.resolve("deployed"));
        watched = host.folder.resolve("watched");
        folder = watched.resolve("calculator");
        watch = new FolderWatch(
                watched,
                name -> {
                    try {
                        return Class.forName(name);
                    } catch (ClassNotFoundException e) {
                        throw new IllegalArgumentException(e);
                    }
                },
                deployments);
    }

    @AfterEach
    void stop() throws Exception {
        deployments.close();
        host.close();
    }

    private void describe(String... lines) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("extension.properties"),
                "interfaces = " + Calculator.class.getName() + "\nmain = " + CalculatorExtension.class.getName()
                        + "\nstartTime = 60s\n" + String.join("\n", lines));
    }

    private Path jar() throws IOException {
        return host.jar("calculator", Calculator.class, CalculatorExtension.class, Dictionary.class);
    }

    private String next() throws InterruptedException {
        return String.valueOf(host.registrations.poll(60, TimeUnit.SECONDS));
    }

    private void lookTwice() {
        watch.look();
        watch.look();
    }

    @Test
    void aFolderIsLoadedReloadedAndClosed() throws Exception {
        describe();
        Path jar = Files.copy(jar(), folder.resolve("calculator.jar"));
        lookTwice();
        assertThat(next()).isEqualTo("published calculator 1");
        Calculator calculator = host.extensions.get("calculator").service(Calculator.class);
        assertThat(calculator.add(1, 2)).isEqualTo(3);

        lookTwice();
        Files.copy(host.jar("bare", Calculator.class), jar, StandardCopyOption.REPLACE_EXISTING);
        describe("main = no.such.Main");
        lookTwice();
        await().until(() -> host.extensions.get("calculator").info().generation() == 2);
        assertThat(calculator.add(1, 2)).isEqualTo(3);

        Files.copy(jar(), jar, StandardCopyOption.REPLACE_EXISTING);
        describe("settings.round = two");
        lookTwice();
        assertThat(next()).isEqualTo("published calculator 3");
        assertThat(host.extensions.get("calculator").spec().settings()).containsEntry("round", "two");

        Files.delete(folder.resolve("extension.properties"));
        watch.look();
        assertThat(host.extensions.find("calculator")).isPresent();
        watch.look();
        assertThat(next()).isEqualTo("withdrawn calculator");
        await().until(() -> host.extensions.list().isEmpty());
        await().until(() -> filesOf(host.folder.resolve("deployed")) == 0);
    }

    private static int filesOf(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? 0 : names.length;
    }

    @Test
    void whatIsStillBeingCopiedIsLeftAlone() throws Exception {
        byte[] jar = Files.readAllBytes(jar());
        describe();
        Path target = folder.resolve("calculator.jar");
        for (int part = 0; part < 4; part++) {
            byte[] piece = Arrays.copyOfRange(jar, jar.length * part / 4, jar.length * (part + 1) / 4);
            Files.write(target, piece, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            watch.look();
        }
        assertThat(host.folder.resolve("deployed")).doesNotExist();
        assertThat(host.extensions.list()).isEmpty();

        watch.look();
        assertThat(next()).isEqualTo("published calculator 1");
    }

    @Test
    void whatCrashesIsStartedAgainWithTheFilesThatItWasLoadedWith() throws Exception {
        describe();
        Path jar = Files.copy(jar(), folder.resolve("calculator.jar"));
        lookTwice();
        assertThat(next()).isEqualTo("published calculator 1");
        Files.delete(jar);

        try {
            host.extensions.get("calculator").service(Calculator.class).exit(1);
        } catch (RuntimeException e) {
            assertThat(e).hasMessageContaining("exit code 1");
        }

        assertThat(next()).isEqualTo("withdrawn calculator");
        assertThat(next()).isEqualTo("published calculator 2");
    }

    @Test
    void whatGoesAndComesBackAtOnceIsReloaded() throws Exception {
        ExtensionSpec spec = host.calculator("updated").build();
        deployments.want("it", copies -> spec);
        assertThat(next()).isEqualTo("published updated 1");

        deployments.unwant("it", Duration.ofHours(1));
        deployments.want("it", copies -> spec);

        assertThat(next()).isEqualTo("published updated 2");
        deployments.unwant("it", Duration.ofMillis(10));
        assertThat(next()).isEqualTo("withdrawn updated");
    }

    @Test
    void aNameThatIsTakenIsWaitedFor() throws Exception {
        ExtensionSpec spec = host.calculator("same").build();
        deployments.want("first", copies -> spec);
        assertThat(next()).isEqualTo("published same 1");
        CountDownLatch asked = new CountDownLatch(1);
        deployments.want("second", copies -> {
            asked.countDown();
            return spec;
        });
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

        deployments.unwant("first", Duration.ZERO);

        assertThat(next()).isEqualTo("withdrawn same");
        assertThat(next()).isEqualTo("published same 1");
    }

    @Test
    void anExtensionWithOtherInterfacesTakesThePlaceOfTheOldOneUnlessItFails() throws Exception {
        ExtensionSpec both = host.calculator("changing").build();
        deployments.want("it", copies -> both);
        assertThat(next()).isEqualTo("published changing 1");

        deployments.want(
                "it",
                copies -> ExtensionSpec.java("changing")
                        .jar(jar())
                        .main("no.such.Main")
                        .build());
        assertThat(next()).isEqualTo("withdrawn changing");
        assertThat(next()).isEqualTo("published changing 1");
        assertThat(host.extensions.get("changing").spec().interfaces()).containsExactly(Calculator.class);

        deployments.want(
                "it",
                copies -> ExtensionSpec.java("changing")
                        .jar(jar())
                        .main(CalculatorExtension.class.getName())
                        .build());
        assertThat(next()).isEqualTo("withdrawn changing");
        assertThat(next()).isEqualTo("published changing 1");
        assertThat(host.extensions.get("changing").spec().interfaces()).isEmpty();
    }

    @Test
    void nothingIsLeftWhenItIsClosed() throws Exception {
        ExtensionSpec spec = host.calculator("left").build();
        deployments.want("it", copies -> spec);
        assertThat(next()).isEqualTo("published left 1");

        deployments.close();

        assertThat(next()).isEqualTo("withdrawn left");
        assertThat(host.extensions.list()).isEmpty();
        deployments.want("it", copies -> spec);
        assertThat(host.extensions.list()).isEmpty();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("luarium-extension-deployment")));
    }
}
