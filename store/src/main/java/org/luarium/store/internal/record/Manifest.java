// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.luarium.store.Hash;
import org.luarium.store.Provenance;
import org.luarium.store.Ref;
import org.luarium.store.Signature;
import org.luarium.store.StoreException;
import org.luarium.store.internal.reference.Definition;
import org.luarium.store.internal.reference.Keys;

/**
 * Everything there is to know of an object, in one line of JSON: it lies beside the object, travels with exports, and is what a binary cache answers. The journal can be rebuilt from
 * manifests.
 */
public record Manifest(Definition definition, ObjectRecord object) {
    /** The longest manifest that is read, in characters. */
    public static final int LONGEST = 16 << 20;

    private static final int FORMAT = 1;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Writes it down, without an end of line. */
    public String toJson() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeStringField("ref", object.ref().toString());
            json.writeStringField("config", definition.config().toJson());
            json.writeStringField("realizer", definition.realizer());
            json.writeStringField(
                    "fixed", definition.fixedOutput().map(Hash::hex).orElse(""));
            json.writeStringField("tree", object.tree().hex());
            json.writeNumberField("size", object.size());
            json.writeStringField("started", object.started().toString());
            json.writeStringField("ended", object.ended().toString());
            json.writeStringField("origin", object.provenance().origin().name());
            json.writeStringField("source", object.provenance().source());
            json.writeStringField("confinement", object.provenance().confinement());
            json.writeObjectFieldStart("dependencies");
            for (Map.Entry<Ref.DRef, List<Ref.RRef>> entry : new TreeMap<>(object.dependencies()).entrySet()) {
                json.writeArrayFieldStart(entry.getKey().toString());
                for (Ref.RRef ref : entry.getValue()) {
                    json.writeString(ref.toString());
                }
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeObjectFieldStart("signatures");
            for (Signature signature : object.signatures()) {
                json.writeStringField(signature.key(), signature.value());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }

    /**
     * Reads a manifest and computes anew whatever can be computed.
     *
     * @throws InvalidManifestException if it is none, or says what cannot be
     */
    public static Manifest read(String text) throws InvalidManifestException {
        if (text.length() > LONGEST) {
            throw new InvalidManifestException("it is longer than " + LONGEST, null);
        }
        try (JsonParser parser = JSON.createParser(text)) {
            Map<String, String> fields = new LinkedHashMap<>();
            Map<Ref.DRef, List<Ref.RRef>> dependencies = new LinkedHashMap<>();
            List<Signature> signatures = new ArrayList<>();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidManifestException("it is no JSON object", null);
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case "dependencies" -> dependencies(parser, dependencies);
                    case "signatures" -> signatures(parser, signatures);
                    default -> fields.put(key, scalar(parser));
                }
            }
            if (parser.nextToken() != null) {
                throw new InvalidManifestException("it goes on after its end", null);
            }
            return of(fields, dependencies, signatures);
        } catch (JsonProcessingException e) {
            throw new InvalidManifestException("it is no JSON: " + e.getOriginalMessage(), e);
        } catch (InvalidManifestException e) {
            throw e;
        } catch (IOException | IllegalArgumentException | DateTimeException | StoreException e) {
            throw new InvalidManifestException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Manifest of(
            Map<String, String> fields, Map<Ref.DRef, List<Ref.RRef>> dependencies, List<Signature> signatures)
            throws InvalidManifestException {
        String format = field(fields, "format");
        if (!format.equals(String.valueOf(FORMAT))) {
            throw new InvalidManifestException("its format is " + format + ", and this is format " + FORMAT, null);
        }
        String fixed = field(fields, "fixed");
        Definition definition = Definition.of(
                ConfigReader.read(field(fields, "config")),
                field(fields, "realizer"),
                fixed.isEmpty() ? Optional.empty() : Optional.of(new Hash(fixed)));
        if (!definition.config().dependencies().equals(dependencies.keySet())) {
            throw new InvalidManifestException("its dependencies are not those of its configuration", null);
        }
        Hash tree = new Hash(field(fields, "tree"));
        Ref.RRef ref = Keys.rref(definition.dref(), dependencies, tree);
        if (!ref.toString().equals(field(fields, "ref"))) {
            throw new InvalidManifestException("it says to be of " + field(fields, "ref") + " and is of " + ref, null);
        }
        ObjectRecord object = new ObjectRecord(
                ref,
                dependencies,
                tree,
                Long.parseLong(field(fields, "size")),
                Instant.parse(field(fields, "started")),
                Instant.parse(field(fields, "ended")),
                "",
                new Provenance(
                        Provenance.Origin.valueOf(field(fields, "origin")),
                        field(fields, "source"),
                        field(fields, "confinement")),
                signatures);
        return new Manifest(definition, object);
    }

    private static void dependencies(JsonParser parser, Map<Ref.DRef, List<Ref.RRef>> dependencies) throws IOException {
        require(parser, JsonToken.START_OBJECT);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Ref.DRef dref = Ref.DRef.parse(parser.currentName());
            List<Ref.RRef> refs = new ArrayList<>();
            parser.nextToken();
            require(parser, JsonToken.START_ARRAY);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                Ref.RRef ref = Ref.RRef.parse(parser.getText());
                if (!ref.dref().equals(dref)
                        || (!refs.isEmpty() && refs.get(refs.size() - 1).compareTo(ref) >= 0)) {
                    throw new InvalidManifestException(
                            "the realizations of " + dref + " are not sorted, or others", null);
                }
                refs.add(ref);
            }
            dependencies.put(dref, List.copyOf(refs));
        }
    }

    private static void signatures(JsonParser parser, List<Signature> signatures) throws IOException {
        require(parser, JsonToken.START_OBJECT);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            signatures.add(new Signature(key, scalar(parser)));
        }
    }

    private static String scalar(JsonParser parser) throws IOException {
        if (!parser.currentToken().isScalarValue()) {
            throw new InvalidManifestException("it has a value of an unexpected type", null);
        }
        return parser.getText();
    }

    private static void require(JsonParser parser, JsonToken token) throws IOException {
        if (parser.currentToken() != token) {
            throw new InvalidManifestException("it has a value of an unexpected type", null);
        }
    }

    private static String field(Map<String, String> fields, String name) throws InvalidManifestException {
        String value = fields.get(name);
        if (value == null) {
            throw new InvalidManifestException("it has no " + name, null);
        }
        return value;
    }
}
