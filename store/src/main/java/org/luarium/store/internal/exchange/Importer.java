// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.luarium.store.ArchiveException;
import org.luarium.store.InvalidReferenceException;
import org.luarium.store.Provenance;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.Ref;
import org.luarium.store.Trust;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.lease.LeaseFile;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeLimits;
import org.luarium.store.internal.tree.TreeStream;

/** Reads closures that nobody vouches for but their signatures. Thread-safe. The format is described at {@link ExportFormat}. */
public final class Importer {
    private static final String SOURCE = "import";
    private static final int BUFFER = 1 << 16;

    private final Disk disk;
    private final Intake intake;

    /**
     * Creates it.
     *
     * @param limits of one object
     */
    public Importer(Disk disk, TreeLimits limits) {
        this.disk = disk;
        this.intake = new Intake(disk, limits);
    }

    /** See {@link org.luarium.store.Store#importFrom}. May read more than the export, as it reads ahead. */
    public Set<Ref.RRef> read(InputStream source, Trust trust) {
        try (LeaseFile lease = LeaseFile.create(disk)) {
            return new Run(source, trust, lease).run();
        }
    }

    /** One import. */
    private final class Run {
        private final DataInputStream in;
        private final Trust trust;
        private final LeaseFile lease;
        private final BooleanSupplier interrupted = Thread.currentThread()::isInterrupted;
        private final Set<Ref.RRef> seen = new HashSet<>();

        Run(InputStream source, Trust trust, LeaseFile lease) {
            this.in = new DataInputStream(new BufferedInputStream(new Source(source), BUFFER));
            this.trust = trust;
            this.lease = lease;
        }

        Set<Ref.RRef> run() {
            try {
                byte[] magic = ExportFormat.magic();
                if (!Arrays.equals(in.readNBytes(magic.length), magic)) {
                    throw refuse("it does not begin like an export; give what store:export wrote", null);
                }
                byte kind = in.readByte();
                while (kind == ExportFormat.OBJECT) {
                    readObject();
                    kind = in.readByte();
                }
                if (kind != ExportFormat.ROOTS) {
                    throw refuse("there is no kind of part " + kind, null);
                }
                Set<Ref.RRef> roots = readRoots();
                if (in.readByte() != ExportFormat.END) {
                    throw refuse("it has no end", null);
                }
                return roots;
            } catch (EOFException e) {
                throw refuse("it ends too early; get it again", e);
            } catch (IOException e) {
                throw refuse("it cannot be read: " + e, e);
            }
        }

        private void readObject() throws IOException {
            int length = in.readInt();
            if (length <= 0 || length > ExportFormat.LONGEST_MANIFEST) {
                throw refuse("it has a manifest of " + Integer.toUnsignedString(length) + " bytes", null);
            }
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException();
            }
            Manifest manifest = Intake.manifest(SOURCE, bytes);
            ObjectRecord object = manifest.object();
            if (!seen.add(object.ref()) || seen.size() > ExportFormat.MOST_OBJECTS) {
                throw refuse("it has " + object.ref() + " twice, or too many objects", null);
            }
            if (isThere(object.ref())) {
                skip();
                return;
            }
            intake.check(manifest, trust, SOURCE);
            disk.refresh();
            intake.checkDependencies(object, SOURCE);
            intake.take(
                    manifest,
                    in,
                    SOURCE,
                    Intake.provenance(Provenance.Origin.IMPORTED, "", manifest),
                    ref -> lease.add(List.of(ref)),
                    interrupted);
        }

        private boolean isThere(Ref.RRef ref) {
            try (Held sharing = disk.share()) {
                requireNonNull(sharing, "sharing");
                disk.refresh();
                boolean there = disk.object(ref).filter(Entry::exists).isPresent();
                if (there) {
                    lease.add(List.of(ref));
                }
                return there;
            }
        }

        private void skip() throws IOException {
            try {
                TreeStream.skip(SOURCE, in, intake.limits(), new Progress(bytes -> {}, interrupted));
            } catch (CancellationException e) {
                throw new RealizeCancelledException("the import was interrupted");
            }
        }

        private Set<Ref.RRef> readRoots() throws IOException {
            int count = in.readInt();
            if (count < 0 || count > seen.size()) {
                throw refuse("it has " + Integer.toUnsignedString(count) + " roots and fewer objects", null);
            }
            Set<Ref.RRef> roots = new TreeSet<>();
            for (int i = 0; i < count; i++) {
                int length = in.readUnsignedShort();
                if (length > ExportFormat.LONGEST_REFERENCE) {
                    throw refuse("it has a reference of " + length + " bytes", null);
                }
                byte[] text = in.readNBytes(length);
                if (text.length < length) {
                    throw new EOFException();
                }
                roots.add(root(new String(text, US_ASCII)));
            }
            return roots;
        }

        private Ref.RRef root(String text) {
            try {
                Ref.RRef root = Ref.RRef.parse(text);
                if (seen.contains(root)) {
                    return root;
                }
                throw refuse("it does not contain its root " + root, null);
            } catch (InvalidReferenceException e) {
                throw refuse("it has a root that is no reference", e);
            }
        }
    }

    /** Tells failures to read from failures to write. */
    private static final class Source extends FilterInputStream {
        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                throw refuse("it cannot be read: " + e, e);
            }
        }
    }

    private static ArchiveException refuse(String problem, @Nullable Exception cause) {
        return new ArchiveException(SOURCE, problem, cause);
    }
}
