// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.InvalidReferenceException;
import org.luarium.store.Ref;

/** What the file of a generation says. */
record GenerationFile(SortedMap<String, Ref.RRef> entries, String note, Instant created) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int FORMAT = 1;

    String toJson() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeStringField("created", created.toString());
            json.writeStringField("note", note);
            json.writeObjectFieldStart("entries");
            for (Map.Entry<String, Ref.RRef> entry : entries.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue().toString());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.append('\n').toString();
    }

    /** Reads one. A damaged file stops whoever reads it: a collection that skipped it would remove what it keeps. */
    static GenerationFile read(Path file) throws NoSuchFileException {
        SortedMap<String, Ref.RRef> entries = new TreeMap<>();
        String note = "";
        Instant created = Instant.EPOCH;
        try (JsonParser json = JSON.createParser(Files.readString(file))) {
            expect(json.nextToken() == JsonToken.START_OBJECT, "it is no JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                json.nextToken();
                switch (key) {
                    case "format" -> expect(json.getIntValue() == FORMAT, "it is of another format");
                    case "created" -> created = Instant.parse(json.getText());
                    case "note" -> note = json.getText();
                    case "entries" -> entries(json, entries);
                    default -> expect(false, "it has an unknown field " + key);
                }
            }
            return new GenerationFile(entries, note, created);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException | DateTimeException | InvalidReferenceException e) {
            throw new CorruptStoreException(
                    file, e.getMessage() + "; restore it, or remove it to forget this generation", e);
        }
    }

    private static void entries(JsonParser json, Map<String, Ref.RRef> entries) throws IOException {
        expect(json.currentToken() == JsonToken.START_OBJECT, "its entries are no JSON object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            entries.put(name, Ref.RRef.parse(json.getText()));
        }
    }

    private static void expect(boolean condition, String problem) throws IOException {
        if (!condition) {
            throw new IOException(problem);
        }
    }
}
