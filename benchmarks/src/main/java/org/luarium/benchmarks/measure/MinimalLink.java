// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The least Java that can run code in the same child: the JDK starts it, the calling thread writes a finished frame and reads until a whole
 * frame has come. It decodes nothing, limits nothing and survives nothing.
 */
public final class MinimalLink implements AutoCloseable {
    private static final int RESULT = 6;

    private final Process process;
    private final OutputStream out;
    private final InputStream in;
    private final byte[] buffer = new byte[8192];

    public MinimalLink(Path interpreter, Path bootScript) throws IOException {
        process = new ProcessBuilder(interpreter.toString(), bootScript.toString(), "stdio", "-", "-", "67108864", "")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.getOutputStream();
        in = process.getInputStream();
        read();
    }

    /** The frame that asks for a chunk of code. */
    public static byte[] frame(String code) throws IOException {
        byte[] bytes = code.getBytes(StandardCharsets.UTF_8);
        byte[] name = "=script".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(frame);
        data.writeInt(16 + name.length + bytes.length);
        data.writeByte(0x96);
        data.writeByte(16);
        data.writeByte(0xce);
        data.writeInt(1);
        data.writeByte(1);
        data.writeByte(0xc4);
        data.writeByte(name.length);
        data.write(name);
        data.writeByte(0xc6);
        data.writeInt(bytes.length);
        data.write(bytes);
        data.writeByte(0x90);
        return frame.toByteArray();
    }

    public void execute(byte[] frame) throws IOException {
        out.write(frame);
        out.flush();
        if (read() != RESULT) {
            throw new IOException("the floor of exec did not get a result");
        }
    }

    private int read() throws IOException {
        int count = 0;
        while (count < 6 || count < 4 + size()) {
            int more = in.read(buffer, count, buffer.length - count);
            if (more < 0) {
                throw new EOFException("the child of the floor ended");
            }
            count += more;
        }
        return buffer[5];
    }

    private int size() {
        return (buffer[0] & 0xff) << 24 | (buffer[1] & 0xff) << 16 | (buffer[2] & 0xff) << 8 | (buffer[3] & 0xff);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
