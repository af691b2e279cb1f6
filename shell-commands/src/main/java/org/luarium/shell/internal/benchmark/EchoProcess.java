// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The least that runs Lua in another process: the JDK starts it, the calling thread writes a line and reads one. */
final class EchoProcess implements AutoCloseable {
    static final String SCRIPT = """
            local load_text = loadstring or load
            io.stdout:setvbuf("full")
            for line in io.lines() do
              io.write(tostring(load_text(line)()), "\\n")
              io.flush()
            end
            """;

    private final Process process;
    private final OutputStream out;
    private final InputStream in;
    private final byte[] buffer = new byte[8192];

    EchoProcess(Path interpreter, Path script) throws IOException {
        process = new ProcessBuilder(interpreter.toString(), script.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        out = process.getOutputStream();
        in = process.getInputStream();
    }

    static byte[] line(String code) {
        return (code + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Runs one line and reads its answer of one line. */
    void execute(byte[] line) throws IOException {
        out.write(line);
        out.flush();
        int count = in.read(buffer);
        while (count > 0 && buffer[count - 1] != '\n') {
            count = in.read(buffer);
        }
        if (count < 0) {
            throw new EOFException("the interpreter ended");
        }
    }

    /** Runs one line and reads as many bytes as it prints. */
    void drain(byte[] line, long bytes) throws IOException {
        out.write(line);
        out.flush();
        byte[] large = new byte[65_536];
        for (long left = bytes; left > 0; ) {
            int count = in.read(large);
            if (count < 0) {
                throw new EOFException("the interpreter ended");
            }
            left -= count;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
