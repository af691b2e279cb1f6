// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.Hash;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeStream;

/** Writes closures. Thread-safe. The format is described at {@link ExportFormat}. */
public final class Exporter {
    private static final int BUFFER = 1 << 16;

    private final Disk disk;
    private final Optional<SigningKey> key;

    /**
     * Creates it.
     *
     * @param key signs what it writes
     */
    public Exporter(Disk disk, Optional<SigningKey> key) {
        this.disk = disk;
        this.key = key;
    }

    /** See {@link org.luarium.store.Store#exportTo}. */
    public void write(Collection<Ref.RRef> roots, OutputStream target) {
        try (LeasedClosure closure = LeasedClosure.of(disk, roots)) {
            DataOutputStream out = new DataOutputStream(
                    new BufferedOutputStream(new WriteFailures(disk.layout().root(), "the export", target), BUFFER));
            out.write(ExportFormat.magic());
            for (Entry entry : closure.entries()) {
                byte[] manifest =
                        Signing.sign(manifest(disk, entry), key).toJson().getBytes(UTF_8);
                out.writeByte(ExportFormat.OBJECT);
                out.writeInt(manifest.length);
                out.write(manifest);
                writeTree(entry, out);
            }
            TreeSet<Ref.RRef> sorted = new TreeSet<>(roots);
            out.writeByte(ExportFormat.ROOTS);
            out.writeInt(sorted.size());
            for (Ref.RRef root : sorted) {
                byte[] text = root.toString().getBytes(US_ASCII);
                out.writeShort(text.length);
                out.write(text);
            }
            out.writeByte(ExportFormat.END);
            out.flush();
        } catch (IOException e) {
            throw new StoreAccessException(disk.layout().root(), "the export cannot be written: " + e, e);
        }
    }

    static Manifest manifest(Disk disk, Entry entry) {
        Ref.DRef dref = entry.ref().dref();
        return new Manifest(
                disk.definition(dref).orElseThrow(() -> new ObjectNotFoundException(dref.toString())), entry.object());
    }

    /** Writes the content of an object, and makes sure that it was the right one. What {@code out} throws has to be unchecked, as of {@link WriteFailures}. */
    static void writeTree(Entry entry, OutputStream out) {
        Hash expected = entry.object().tree();
        Hash actual;
        try {
            actual = TreeStream.write(
                            entry.realization().path(),
                            out,
                            new Progress(bytes -> {}, Thread.currentThread()::isInterrupted))
                    .hash();
        } catch (CancellationException e) {
            throw new RealizeCancelledException("writing " + entry.ref() + " was interrupted");
        } catch (IOException e) {
            throw corrupt(entry, e.toString(), e);
        }
        if (!actual.equals(expected)) {
            throw corrupt(entry, "its hash is " + actual + " and not " + expected, null);
        }
    }

    private static CorruptStoreException corrupt(Entry entry, String problem, @Nullable Exception cause) {
        return new CorruptStoreException(
                entry.realization().path(), problem + "; verify the store, which can repair it", cause);
    }
}
