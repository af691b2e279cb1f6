// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemedyTest {
    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource({
        "ID=ubuntu, apparmor_restrict_unprivileged_userns=0",
        "ID=debian, kernel.unprivileged_userns_clone=1",
        "'ID=\"rocky\"', user.max_user_namespaces=10000",
        "ID=plan9, user.max_user_namespaces above 0"
    })
    void fitsTheDistribution(String line, String advice) throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/os-release"), "NAME=x\n" + line + "\nVERSION_ID=\"1\"\n");

        assertThat(Remedy.of(root).namespaces()).contains(advice);
    }

    @Test
    void fitsContainers() throws IOException {
        Files.createFile(root.resolve(".dockerenv"));

        assertThat(Remedy.of(root).namespaces()).contains("--security-opt");
    }

    @Test
    void isGeneralWhereNothingIsKnown() {
        assertThat(Remedy.of(root).namespaces()).contains("user namespaces");
    }
}
