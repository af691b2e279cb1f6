// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A character of the names in here is a byte. */
final class NamesTest {
    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a b%41",
                "\u007f",
                "\u00c2\u0080", // the first that is not ASCII
                "\u00c3\u00a9",
                "\u00ef\u00bf\u00bd", // what Java puts for bytes that it does not know
                "\u00ff",
                "\u00ff\u00fe",
                "\u00ff/a/\u00fe",
                "a%41/\u00ff%",
                "../\u00ff",
                "/\u00ff",
                "/a/\u00ff/b",
                "/\u00c3\u00a9"
            })
    void bytesStayTheSameAsAPath(String name) {
        assertThat(new String(Names.bytes(Names.path(bytes(name))), ISO_8859_1)).isEqualTo(name);
    }

    @Test
    void aFolderThatIsThereHasTheSameBytesAsOneThatIsNot(@TempDir Path folder) throws IOException {
        Path path = folder.resolve(Names.path(bytes("\u00ff")));
        byte[] expected = (folder + "/\u00ff").getBytes(ISO_8859_1);

        assertThat(Names.bytes(path)).isEqualTo(expected);
        Files.createDirectory(path);
        try {
            assertThat(Names.bytes(path)).isEqualTo(expected);
        } finally {
            Files.delete(path); // which JUnit cannot
        }
    }

    @ParameterizedTest
    @CsvSource({"a,a", "a/b,a/b", "a//b,a/b", "a///b,a/b", "a/,a", "a//,a", "/,/", "//,/", "/a,/a", "//a//,/a", "../,.."
    })
    void slashesThatMeanNothingAreDropped(String target, String expected) {
        assertThat(new String(Names.normalize(bytes(target)), UTF_8)).isEqualTo(expected);
        assertThat(Names.isTarget(bytes(target))).isEqualTo(target.equals(expected));
    }

    @Test
    void targetsAreNeitherEmptyNorTooLongAndHaveNoZero() {
        assertThat(Names.isTarget(bytes(""))).isFalse();
        assertThat(Names.isTarget(bytes("a\0b"))).isFalse();
        assertThat(Names.isTarget(bytes("x".repeat(4095)))).isTrue();
        assertThat(Names.isTarget(bytes("x".repeat(4096)))).isFalse();
    }

    @Test
    void namesHaveOneToAsManyBytesAsAFileSystemTakes() {
        assertThat(Names.isName(bytes(""))).isFalse();
        assertThat(Names.isName(bytes("x".repeat(255)))).isTrue();
        assertThat(Names.isName(bytes("x".repeat(256)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", ".a", "..a", "...", "a.", "a..", "-.", "-"})
    void dotsMayBePartOfAName(String name) {
        assertThat(Names.isName(bytes(name))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a/b", "/", "a\0"})
    void whatLeadsElsewhereIsNoName(String name) {
        assertThat(Names.isName(bytes(name))).isFalse();
    }
}
