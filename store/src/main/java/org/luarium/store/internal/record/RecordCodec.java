// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.record;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luarium.store.Hash;
import org.luarium.store.Provenance;
import org.luarium.store.Ref;
import org.luarium.store.Signature;
import org.luarium.store.StoreException;
import org.luarium.store.internal.reference.Base32;
import org.luarium.store.internal.reference.Definition;
import org.luarium.store.internal.reference.Keys;

/**
 * Records of the journal as bytes: one byte for the kind, then the fields. Numbers are big-endian, a text is its length in UTF-8 (4 bytes) and itself, an instant seconds (8 bytes) and
 * nanoseconds (4 bytes), a list its length (4 bytes) and its items, a derivation 20 bytes and its name, a realization 20 bytes and its derivation. See docs/store.md.
 */
public final class RecordCodec {
    private static final byte DEFINED = 1;
    private static final byte ADDED = 2;
    private static final byte REMOVED = 3;
    private static final byte FORGOTTEN = 4;
    private static final byte FAILED = 5;
    private static final byte DURABLE = 6;

    private static final int USUAL_LENGTH = 512;
    private static final int HASH_BYTES = 32;
    private static final int SIZE_BYTES = Long.BYTES;
    private static final int INSTANT_BYTES = Long.BYTES + Integer.BYTES;
    private static final int PROVENANCE_TEXTS = 3;

    private RecordCodec() {}

    public static byte[] encode(JournalRecord journalRecord) {
        Writer out = new Writer(USUAL_LENGTH);
        if (journalRecord instanceof JournalRecord.Defined defined) {
            Definition definition = defined.definition();
            String json = definition.config().toJson();
            out = new Writer(json.length() + USUAL_LENGTH);
            out.put(DEFINED).dref(definition.dref()).text(json);
            out.text(definition.realizer())
                    .text(definition.fixedOutput().map(Hash::hex).orElse(""));
        } else if (journalRecord instanceof JournalRecord.Added added) {
            object(out.put(ADDED), added.object());
        } else if (journalRecord instanceof JournalRecord.Removed removed) {
            out.put(REMOVED).rref(removed.ref());
        } else if (journalRecord instanceof JournalRecord.Forgotten forgotten) {
            out.put(FORGOTTEN).dref(forgotten.dref());
        } else if (journalRecord instanceof JournalRecord.Failed failed) {
            out.put(FAILED).dref(failed.dref()).instant(failed.started()).instant(failed.ended());
            out.text(failed.problem()).text(failed.log());
        } else {
            out.put(DURABLE);
        }
        return out.toBytes();
    }

    private static void object(Writer out, ObjectRecord object) {
        out.rref(object.ref())
                .bytes(HexFormat.of().parseHex(object.tree().hex()))
                .number(object.size());
        out.instant(object.started()).instant(object.ended()).bytes(Base32.decode(object.action()));
        out.text(object.provenance().origin().name());
        out.text(object.provenance().source()).text(object.provenance().confinement());
        out.count(object.dependencies().size());
        object.dependencies().forEach((dref, refs) -> {
            out.dref(dref).count(refs.size());
            refs.forEach(ref -> out.bytes(Base32.decode(ref.digest())));
        });
        out.count(object.signatures().size());
        object.signatures().forEach(signature -> out.text(signature.key()).text(signature.value()));
    }

    /**
     * What takes long to decode, and few will ask for, is left as it is: a definition where it is, see {@link #decodeDefinition}, and what is known of an object in its bytes, see
     * {@link #decodeObject}, though looked over.
     *
     * @throws InvalidRecordException if it is no record of this format
     */
    public static void decode(ByteBuffer payload, Visitor visitor) throws InvalidRecordException {
        try {
            switch (payload.get()) {
                case DEFINED -> visitor.defined(dref(payload));
                case ADDED -> added(payload, visitor);
                case REMOVED -> visitor.removed(rref(payload));
                case FORGOTTEN -> visitor.forgotten(dref(payload));
                case FAILED ->
                    visitor.failed(new JournalRecord.Failed(
                            dref(payload), instant(payload), instant(payload), text(payload), text(payload)));
                case DURABLE -> visitor.durable();
                default -> throw new InvalidRecordException("of a kind that this version does not know", null);
            }
        } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException | StoreException e) {
            throw new InvalidRecordException("with fields that cannot be", e);
        }
    }

    private static void added(ByteBuffer payload, Visitor visitor) {
        byte[] copy = new byte[payload.remaining()];
        payload.duplicate().get(copy); // without the byte for the kind, which is read
        Ref.RRef ref = rref(payload);
        skip(payload, HASH_BYTES + SIZE_BYTES + 2 * INSTANT_BYTES + Base32.DIGEST_BYTES);
        for (int i = 0; i < PROVENANCE_TEXTS; i++) {
            skip(payload, count(payload));
        }
        for (int dependencies = count(payload); dependencies > 0; dependencies--) {
            skip(payload, Base32.DIGEST_BYTES);
            skip(payload, count(payload));
            for (int refs = count(payload); refs > 0; refs--) {
                skip(payload, Base32.DIGEST_BYTES);
            }
        }
        for (int texts = 2 * count(payload); texts > 0; texts--) {
            skip(payload, count(payload));
        }
        visitor.added(ref, copy);
    }

    private static void skip(ByteBuffer in, int bytes) {
        if (bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + bytes);
    }

    /** Reads only the key of the build, of what {@link Visitor#added} got. */
    public static String decodeAction(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        skip(in, 2 * Base32.DIGEST_BYTES);
        skip(in, count(in));
        skip(in, HASH_BYTES + SIZE_BYTES + 2 * INSTANT_BYTES);
        return digest(in);
    }

    /**
     * Reads what {@link Visitor#added} got.
     *
     * @throws InvalidRecordException if it says what cannot be
     */
    public static ObjectRecord decodeObject(byte[] bytes) throws InvalidRecordException {
        try {
            return object(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException | StoreException e) {
            throw new InvalidRecordException("with fields that cannot be", e);
        }
    }

    /**
     * Reads a payload of which {@link #decode} has told that it is a definition.
     *
     * @throws InvalidRecordException if it is none, or contradicts itself
     */
    public static Definition decodeDefinition(ByteBuffer payload) throws InvalidRecordException {
        try {
            if (payload.get() != DEFINED) {
                throw new InvalidRecordException("that is no definition", null);
            }
            Ref.DRef dref = dref(payload);
            String config = text(payload);
            String realizer = text(payload);
            String fixed = text(payload);
            Definition definition = Definition.of(
                    ConfigReader.read(config),
                    realizer,
                    fixed.isEmpty() ? Optional.empty() : Optional.of(new Hash(fixed)));
            if (!definition.dref().equals(dref)) {
                throw new InvalidRecordException(
                        "that says to be of " + dref + " and is of " + definition.dref(), null);
            }
            return definition;
        } catch (BufferUnderflowException | IllegalArgumentException | StoreException e) {
            throw new InvalidRecordException("with fields that cannot be", e);
        }
    }

    /**
     * Reads what a definition depends on directly, and nothing else of it: to parse a configuration takes ten times as long.
     *
     * @throws InvalidRecordException if the payload is no definition
     */
    public static List<Ref.DRef> decodeDependencies(ByteBuffer payload) throws InvalidRecordException {
        try {
            if (payload.get() != DEFINED) {
                throw new InvalidRecordException("that is no definition", null);
            }
            Ref.DRef unused = dref(payload);
            return Keys.dependencies(text(payload));
        } catch (BufferUnderflowException | StoreException e) {
            throw new InvalidRecordException("with fields that cannot be", e);
        }
    }

    private static ObjectRecord object(ByteBuffer in) {
        Ref.RRef ref = rref(in);
        Hash tree = new Hash(HexFormat.of().formatHex(bytes(in, HASH_BYTES)));
        long size = in.getLong();
        Instant started = instant(in);
        Instant ended = instant(in);
        String action = digest(in);
        Provenance.Origin origin = Provenance.Origin.valueOf(text(in));
        Provenance provenance = new Provenance(origin, text(in), text(in));
        int dependencyCount = count(in);
        Map<Ref.DRef, List<Ref.RRef>> dependencies = new HashMap<>();
        for (int i = 0; i < dependencyCount; i++) {
            Ref.DRef dref = dref(in);
            int refCount = count(in);
            List<Ref.RRef> refs = new ArrayList<>(refCount);
            for (int j = 0; j < refCount; j++) {
                refs.add(new Ref.RRef(digest(in), dref));
            }
            dependencies.put(dref, List.copyOf(refs));
        }
        int signatureCount = count(in);
        List<Signature> signatures = new ArrayList<>(signatureCount);
        for (int i = 0; i < signatureCount; i++) {
            signatures.add(new Signature(text(in), text(in)));
        }
        return new ObjectRecord(ref, dependencies, tree, size, started, ended, action, provenance, signatures);
    }

    private static Ref.DRef dref(ByteBuffer in) {
        return new Ref.DRef(digest(in), text(in));
    }

    private static Ref.RRef rref(ByteBuffer in) {
        return new Ref.RRef(digest(in), dref(in));
    }

    private static String digest(ByteBuffer in) {
        return Base32.encode(bytes(in, Base32.DIGEST_BYTES));
    }

    private static Instant instant(ByteBuffer in) {
        return Instant.ofEpochSecond(in.getLong(), in.getInt());
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in, count(in)), StandardCharsets.UTF_8);
    }

    private static int count(ByteBuffer in) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return count;
    }

    private static byte[] bytes(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    /** Gets what records say. */
    public interface Visitor {
        void defined(Ref.DRef dref);

        void added(Ref.RRef ref, byte[] object);

        void removed(Ref.RRef ref);

        void forgotten(Ref.DRef dref);

        void failed(JournalRecord.Failed attempt);

        void durable();
    }

    private static final class Writer {
        private ByteBuffer buffer;

        Writer(int expected) {
            buffer = ByteBuffer.allocate(expected);
        }

        Writer put(byte value) {
            room(1).put(value);
            return this;
        }

        Writer bytes(byte[] value) {
            room(value.length).put(value);
            return this;
        }

        Writer number(long value) {
            room(Long.BYTES).putLong(value);
            return this;
        }

        Writer count(int value) {
            room(Integer.BYTES).putInt(value);
            return this;
        }

        Writer text(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            return count(utf8.length).bytes(utf8);
        }

        Writer instant(Instant value) {
            return number(value.getEpochSecond()).count(value.getNano());
        }

        Writer dref(Ref.DRef value) {
            return bytes(Base32.decode(value.digest())).text(value.name());
        }

        Writer rref(Ref.RRef value) {
            return bytes(Base32.decode(value.digest())).dref(value.dref());
        }

        byte[] toBytes() {
            byte[] bytes = new byte[buffer.position()];
            buffer.flip().get(bytes);
            return bytes;
        }

        private ByteBuffer room(int bytes) {
            if (buffer.remaining() < bytes) {
                ByteBuffer larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + bytes));
                larger.put(buffer.flip());
                buffer = larger;
            }
            return buffer;
        }
    }
}
