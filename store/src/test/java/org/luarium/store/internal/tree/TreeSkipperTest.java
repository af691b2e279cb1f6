// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.ArchiveException;

class TreeSkipperTest {
    private static final String MAGIC = "luarium-tree-stream-1\n";
    private static final TreeLimits LIMITS = new TreeLimits(100, 8, 3);

    @TempDir
    private Path folder;

    private static void skip(byte[] stream) throws IOException {
        TreeStream.skip("test", new ByteArrayInputStream(stream), LIMITS, Progress.NONE);
    }

    private static void assertRefused(String stream) {
        assertThatThrownBy(() -> skip((MAGIC + stream).getBytes(ISO_8859_1))).isInstanceOf(ArchiveException.class);
    }

    @Test
    void stopsExactlyBehindTheTree() throws IOException {
        Path tree = TreeFixture.make(folder.resolve("t"), "f a hello", "d d/e", "x d/x 1", "l d/l ../a", "f z");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeStream.write(tree, out, Progress.NONE);
        out.write('!');
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());

        TreeStream.skip("test", in, LIMITS, Progress.NONE);

        assertThat(in.readAllBytes()).isEqualTo(new byte[] {'!'});
        for (int length = 0; length < out.size() - 1; length++) {
            byte[] part = Arrays.copyOf(out.toByteArray(), length);
            assertThatThrownBy(() -> skip(part)).isInstanceOf(ArchiveException.class);
        }
    }

    @Test
    void believesNoLengthsAndKeepsLimits() {
        assertThatThrownBy(() -> skip("hello".getBytes(ISO_8859_1))).isInstanceOf(ArchiveException.class);
        assertRefused("e");
        assertRefused("?\0\0\0\0");
        assertRefused("f\0\0\0\0\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff");
        assertRefused("f\0\0\0\0\0\0\0\0\0\0\0e" + "x".repeat(101));
        assertRefused("f\u00ff\u00ff\u00ff\u00ff");
        assertRefused("d\0\0\0\0l\0\0\0\1a\u00ff\u00ff\u00ff\u00ff");
        assertRefused("d\0\0\0\0" + "d\0\0\0\1a".repeat(3) + "eeee");
        assertRefused("d\0\0\0\0" + "l\0\0\0\1a\0\0\0\1b".repeat(8) + "e");
    }

    @Test
    void canBeStopped() {
        byte[] stream = (MAGIC + "d\0\0\0\0e").getBytes(ISO_8859_1);
        assertThatThrownBy(() -> TreeStream.skip(
                        "test", new ByteArrayInputStream(stream), LIMITS, new Progress(bytes -> {}, () -> true)))
                .isInstanceOf(CancellationException.class);
    }
}
