// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luarium.core.internal.elf.Architecture;

final class LinuxCallTest {
    private static final Path X86_64_HEADER = Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h");
    private static final Path GENERIC_HEADER = Path.of("/usr/include/asm-generic/unistd.h");
    private static final Pattern DEFINITION =
            Pattern.compile("^#define\\s+(__NR(?:3264)?_\\w+)\\s+(\\w+)", Pattern.MULTILINE);

    @ParameterizedTest
    @EnumSource
    void hasTheNumbersOfTheKernelsHeaders(Architecture architecture) throws Exception {
        Path header = architecture == Architecture.X86_64 ? X86_64_HEADER : GENERIC_HEADER;
        assumeTrue(Files.exists(header), "no " + header);
        Map<String, String> definitions = new HashMap<>();
        for (Matcher definition = DEFINITION.matcher(Files.readString(header)); definition.find(); ) {
            definitions.put(definition.group(1), definition.group(2));
        }

        for (LinuxCall call : LinuxCall.values()) {
            assertThat(call.number(architecture))
                    .as(call.kernelName())
                    .isEqualTo(number(definitions, "__NR_" + call.kernelName()));
        }
    }

    @Test
    void hasNoCallNewerThanTheNewest() {
        for (Architecture architecture : Architecture.values()) {
            for (LinuxCall call : LinuxCall.values()) {
                assertThat(call.number(architecture).orElse(0)).isLessThanOrEqualTo(LinuxCall.NEWEST);
            }
        }
    }

    /* In the generic header, some names stand for others, which stand for numbers or, for 32 bits only, are not there. */
    private static OptionalInt number(Map<String, String> definitions, String name) {
        String value = definitions.get(name);
        while (definitions.containsKey(value)) {
            value = definitions.get(value);
        }
        return value == null || value.startsWith("__NR")
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(value));
    }
}
