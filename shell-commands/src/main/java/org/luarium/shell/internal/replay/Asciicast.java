// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.luarium.shell.internal.syntax.UsageException;

/** Reads a recording in the format asciicast v2, a line at a time, and trusts nothing in it. Used by one thread. */
final class Asciicast implements Closeable {
    /** Something that was written, and how long after the beginning. */
    record Frame(Duration time, String text) {}

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int LONGEST_LINE = 16 << 20;
    private static final double LONGEST_SECONDS = 1e9;
    private static final double NANOS = 1e9;

    private final Path file;
    private final InputStream in;
    private int line;
    private double last;

    Asciicast(Path file) throws IOException {
        this.file = file;
        in = new BufferedInputStream(Files.newInputStream(file));
        try {
            readHeader();
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** The next output; what was typed, and marks, are passed over. */
    Optional<Frame> next() throws IOException {
        for (Optional<byte[]> text = nextLine(); text.isPresent(); text = nextLine()) {
            Optional<Frame> frame = frame(text.get());
            if (frame.isPresent()) {
                return frame;
            }
        }
        return Optional.empty();
    }

    private void readHeader() throws IOException {
        byte[] text = nextLine().orElseThrow(() -> bad("it is empty"));
        int version = -1;
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("it begins with no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals("version");
                if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && found) {
                    version = parser.getIntValue();
                }
                parser.skipChildren();
            }
        } catch (JsonProcessingException e) {
            throw bad("it begins with no JSON object");
        }
        if (version != 2) {
            throw bad(version < 0 ? "it says no version" : "it has version " + version);
        }
    }

    private Optional<Frame> frame(byte[] text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            expect(parser.nextToken() == JsonToken.START_ARRAY);
            JsonToken time = parser.nextToken();
            expect(time == JsonToken.VALUE_NUMBER_FLOAT || time == JsonToken.VALUE_NUMBER_INT);
            double seconds = parser.getDoubleValue();
            if (!(seconds >= last && seconds <= LONGEST_SECONDS)) {
                throw bad("line " + line + " goes back in time, or too far ahead");
            }
            expect(parser.nextToken() == JsonToken.VALUE_STRING);
            boolean output = parser.getText().equals("o");
            expect(parser.nextToken() == JsonToken.VALUE_STRING);
            String data = parser.getText();
            expect(parser.nextToken() == JsonToken.END_ARRAY && parser.nextToken() == null);
            last = seconds;
            return output ? Optional.of(new Frame(Duration.ofNanos((long) (seconds * NANOS)), data)) : Optional.empty();
        } catch (JsonProcessingException e) {
            throw noEvent();
        }
    }

    private void expect(boolean met) {
        if (!met) {
            throw noEvent();
        }
    }

    private UsageException noEvent() {
        return bad("line " + line + " is no event");
    }

    private UsageException bad(String reason) {
        return new UsageException(file + " is no recording in the format asciicast v2: " + reason);
    }

    /** The next line that is not blank. */
    private Optional<byte[]> nextLine() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean blank = true;
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                blank &= next == ' ' || next == '\t' || next == '\r';
                text.write(next);
                if (text.size() > LONGEST_LINE) {
                    throw bad("line " + (line + 1) + " is too long");
                }
                continue;
            }
            line++;
            if (!blank) {
                return Optional.of(text.toByteArray());
            }
            text.reset();
        }
        line++;
        return blank ? Optional.empty() : Optional.of(text.toByteArray());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
