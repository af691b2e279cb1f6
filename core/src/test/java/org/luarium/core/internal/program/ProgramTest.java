// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.isolate.IsolatedProgram;

class ProgramTest {
    @TempDir
    private Path temporary;

    private Path folder;
    private TestPrograms tests;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Architecture.current().isPresent());
        folder = temporary.toRealPath();
        tests = new TestPrograms(folder, Tier.NAMESPACES);
    }

    @AfterEach
    void stop() {
        tests.close();
    }

    private void use(Tier tier) throws IOException {
        tests.close();
        tests = new TestPrograms(folder, tier);
    }

    @ParameterizedTest
    @EnumSource(Tier.class)
    void echoesOverTheLink(Tier tier) throws IOException {
        use(tier);
        for (int i = 0; i < 3; i++) {
            long begin = System.nanoTime();
            try (IsolatedProgram program = tests.start(tests.echo("echo"))) {
                System.err.println(tier + " start " + (System.nanoTime() - begin) / 1000000.0);
                assertThat(tests.ask(program, "echo hello")).isEqualTo("hello");
                System.err.println(program.confinement());
            }
        }
    }
}
