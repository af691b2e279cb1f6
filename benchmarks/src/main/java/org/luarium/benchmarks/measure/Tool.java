// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A helper process that answers each line with one number. */
public final class Tool implements AutoCloseable {
    private final Process process;
    private final Writer out;
    private final BufferedReader in;

    Tool(String... command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public double ask(String line) throws IOException {
        out.write(line + "\n");
        out.flush();
        String answer = in.readLine();
        if (answer == null) {
            throw new IOException("a helper of the benchmark ended at: " + line);
        }
        return Double.parseDouble(answer);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
