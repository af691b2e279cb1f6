// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extension.spi.SharedMemoryException;
import org.luarium.extension.spi.ValueException;
import org.luarium.extensions.internal.control.SegmentControl;
import org.luarium.extensions.internal.rpc.Peer;
import org.luarium.extensions.internal.rpc.Segments;

/** The segments that the host shares with this child. Thread-safe. */
public final class ChildSegments implements Segments {
    private final List<Place> places;
    private final Peer peer;
    private final SegmentControl control;
    private final Cleaner cleaner = Cleaner.create();
    private final Pieces pieces = new Pieces();

    /**
     * Takes what the host has said.
     *
     * @param folders the folders of each place, the readable one first
     * @param control asks the host for more
     */
    public ChildSegments(List<String> folders, Peer peer, SegmentControl control) {
        places = folders.stream().map(Path::of).map(Place::in).toList();
        this.peer = peer;
        this.control = control;
    }

    /** Has the host make a buffer. */
    public SharedBuffer allocate(NumberType type, long... shape) {
        return control.allocate(type, shape);
    }

    private Path file(long number, boolean written) {
        return places.get((int) Math.min(number & 1, places.size() - 1)).file(number, written);
    }

    @Override
    public long put(long bytes, Part part) {
        long number = control.reserve(bytes);
        if (number == 0) {
            return 0;
        }
        boolean done = false;
        try (FileChannel channel = FileChannel.open(file(number, true), StandardOpenOption.WRITE)) {
            pieces.write((at, piece) -> write(number, channel, at, piece), bytes, part);
            done = true;
            return number;
        } catch (IOException e) {
            throw gone(number, e);
        } finally {
            if (!done) {
                peer.releaseSegment(number);
            }
        }
    }

    private static void write(long number, FileChannel channel, long at, ByteBuffer piece) {
        try {
            for (long next = at; piece.hasRemaining(); ) {
                next += channel.write(piece, next);
            }
        } catch (IOException e) {
            throw gone(number, e);
        }
    }

    @Override
    public void take(long number, long bytes, Part part) {
        try (FileChannel channel = FileChannel.open(file(number, false), StandardOpenOption.READ)) {
            pieces.read((at, piece) -> read(number, channel, at, piece), bytes, part);
        } catch (IOException e) {
            throw gone(number, e);
        }
    }

    private static void read(long number, FileChannel channel, long at, ByteBuffer piece) {
        try {
            for (long next = at; piece.hasRemaining(); ) {
                int count = channel.read(piece, next);
                if (count < 0) {
                    throw new EOFException();
                }
                next += count;
            }
        } catch (IOException e) {
            throw gone(number, e);
        }
    }

    private static SharedMemoryException gone(long number, IOException e) {
        return new SharedMemoryException("shared segment " + number + " cannot be used: " + e, e);
    }

    @Override
    public void check(long number, long bytes) {
        try {
            long size = Files.size(file(number, false));
            if (size < bytes) {
                throw new ValueException(
                        "segment " + number + " of " + size + " bytes has no array of " + bytes + " bytes", null);
            }
        } catch (IOException e) {
            throw gone(number, e);
        }
    }

    @Override
    public byte[] lend(SharedBuffer buffer) {
        if (!(buffer instanceof Buffer own) || own.owner != this) {
            throw new ValueException(
                    "only buffers that came from the host can be passed to it; use ExtensionContext.allocate", null);
        }
        own.check();
        return Lent.write(own.number, own.writable(), 0, 0, own.layout);
    }

    @Override
    public SharedBuffer borrow(byte[] sent) {
        ByteBuffer in = Lent.begin(sent);
        long number = in.getLong();
        boolean writable = in.get() != 0;
        int header = in.getInt();
        long bytes = in.getLong();
        NumberType type = Layout.type(in);
        Layout layout = Layout.read(in, type, bytes / type.bytes());
        // Written by the host alone or not is where it lies, whatever this view may do.
        Path file = Files.exists(file(number, true)) ? file(number, true) : file(number, false);
        Memory memory;
        try {
            memory = new MappedMemory(file, writable, header, bytes);
        } catch (IOException e) {
            throw gone(number, e);
        }
        Peer told = peer;
        Lease lease = new Lease(cleaner, () -> {
            memory.close();
            told.releaseSegment(number);
        });
        return new Buffer(this, number, layout, memory, lease, writable);
    }

    @Override
    public void done(byte[] sent) {
        peer.releaseSegment(Lent.number(sent));
    }

    @Override
    public void undo(byte[] sent) {
        if (!Lent.isBuffer(sent)) {
            peer.releaseSegment(Lent.number(sent));
        }
    }

    @Override
    public void released(long number) {
        // Only the host deletes segments.
    }
}
