// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class StandardInputTest {
    @Test
    void givesWhatIsThereAndThenTheEnd() throws IOException {
        try (StandardInput input = new StandardInput(new ByteArrayInputStream(new byte[] {1, 2, 3}))) {
            assertThat(input.read(2)).containsExactly(1, 2);
            assertThat(input.read(2)).containsExactly(3);
            assertThat(input.read(2)).isEmpty();
        }
    }

    @Test
    void waitsForWhatComesLater() throws Exception {
        try (PipedInputStream source = new PipedInputStream();
                PipedOutputStream target = new PipedOutputStream(source);
                StandardInput input = new StandardInput(source)) {
            CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> read(input));
            target.write(7);
            target.flush();

            assertThat(answer.get(10, TimeUnit.SECONDS)).containsExactly(7);
        }
    }

    @Test
    void releasesItsReaderWhenItIsClosed() throws Exception {
        try (PipedInputStream source = new PipedInputStream();
                PipedOutputStream target = new PipedOutputStream(source)) {
            StandardInput input = new StandardInput(source);
            CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> read(input));

            Awaitility.await().until(() -> {
                input.close();
                return answer.isDone();
            });

            assertThat(answer).isCompletedExceptionally();
            target.write(7);
            assertThatThrownBy(() -> input.read(1)).isInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void passesAFailureOn() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Is a directory");
            }

            @Override
            public int read(byte[] bytes, int from, int most) throws IOException {
                return read();
            }
        };
        try (StandardInput input = new StandardInput(broken)) {
            assertThatThrownBy(() -> input.read(1))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Is a directory");
        }
    }

    private static byte[] read(StandardInput input) {
        try {
            return input.read(16);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
