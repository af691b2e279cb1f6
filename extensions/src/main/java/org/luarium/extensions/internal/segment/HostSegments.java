// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extension.spi.SharedMemoryException;
import org.luarium.extension.spi.ValueException;
import org.luarium.extensions.internal.control.SegmentControl;
import org.luarium.extensions.internal.rpc.Segments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of one process of an extension, as the host has them. The host makes them all, counts who has a lease, and deletes them; of what the child says it believes the number only.
 *
 * <p>A segment is a file in memory that has all its blocks from the beginning, so that no access fails later for want of memory. Thread-safe.
 */
public final class HostSegments implements Segments, SegmentControl, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostSegments.class);
    private static final int MOST = 1024;

    private final String extension;
    private final long limit;
    private final SharedFolders folders;
    private final List<Place> places;
    private final Cleaner cleaner;
    private final Pieces pieces = new Pieces();
    private final Object lock = new Object();
    private final Map<Long, Segment> segments = new HashMap<>(); // guarded by lock
    private long used; // guarded by lock
    private int count; // guarded by lock
    private long last; // guarded by lock
    private boolean warned; // guarded by lock
    private boolean closed; // guarded by lock
    private volatile boolean foreign;

    /**
     * Makes the folders.
     *
     * @param limit bytes that may be shared at once
     */
    public HostSegments(String extension, String folderName, long limit, SharedFolders folders, Cleaner cleaner)
            throws IOException {
        this.extension = extension;
        this.limit = limit;
        this.folders = folders;
        this.cleaner = cleaner;
        places = folders.make(folderName);
    }

    private static final class Segment {
        final long number;
        final boolean childWrites;
        final @Nullable Layout layout; // of a buffer
        final long bytes;
        final long counted;
        final Path file;
        final int header;
        final FileMemory memory;
        boolean onlyForChild;
        long hostLeases;
        long childLeases;

        Segment(
                long number,
                boolean childWrites,
                @Nullable Layout layout,
                long bytes,
                int header,
                Path file,
                FileMemory memory) {
            this.number = number;
            this.childWrites = childWrites;
            this.layout = layout;
            this.bytes = bytes;
            this.header = header;
            counted = header + bytes;
            this.file = file;
            this.memory = memory;
        }
    }

    public List<Place> places() {
        return places;
    }

    /** Takes the folders back that were given to the user of the process, before code of the extension runs: it may use what is in them, but put nothing there. */
    public void claim() throws IOException {
        for (Place place : places) {
            if (!Files.getFileStore(place.writable()).supportsFileAttributeView("unix")
                    && !place.writable()
                            .getFileSystem()
                            .supportedFileAttributeViews()
                            .contains("unix")) {
                return;
            }
            for (String id : List.of("unix:uid", "unix:gid")) {
                Object own = Files.getAttribute(place.readable(), id);
                if (!own.equals(Files.getAttribute(place.writable(), id))) {
                    foreign = true;
                    Files.setAttribute(place.writable(), id, own);
                }
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(place.writable())) {
                for (Path each : files) {
                    Files.delete(each);
                }
            }
        }
    }

    // ---- making them

    /** Makes a buffer for the host. */
    public SharedBuffer allocate(boolean childWrites, NumberType type, long... shape) {
        Segment segment = buffer(childWrites, type, shape);
        synchronized (lock) {
            return leased(segment, whole(segment));
        }
    }

    @Override
    public SharedBuffer allocate(NumberType type, long[] shape) {
        Segment segment = buffer(true, type, shape);
        synchronized (lock) {
            // Nobody else in the host has it: this lease ends when the child has one, or when the answer is not sent.
            segment.onlyForChild = true;
            return leased(segment, whole(segment));
        }
    }

    private Segment buffer(boolean childWrites, NumberType type, long... shape) {
        Layout layout = Layout.whole(type, shape);
        byte[] header = Npy.header(type, layout.shape);
        return make(childWrites, layout, header, layout.bytes());
    }

    private static Layout whole(Segment segment) {
        Layout layout = segment.layout;
        if (layout == null) {
            throw new ValueException("segment " + segment.number + " is no buffer", null);
        }
        return layout;
    }

    @Override
    public long reserve(long bytes) {
        if (bytes < LEAST) {
            throw new IllegalArgumentException("arrays of less than " + LEAST + " bytes are sent otherwise");
        }
        try {
            Segment segment = make(true, null, new byte[0], bytes);
            synchronized (lock) {
                segment.childLeases++;
            }
            return segment.number;
        } catch (SharedMemoryException e) {
            log.debug("Extension {}: an array is sent in a frame", extension, e);
            return 0;
        }
    }

    @Override
    public long put(long bytes, Part part) {
        Segment segment;
        try {
            segment = make(false, null, new byte[0], bytes, part);
        } catch (SharedMemoryException e) {
            log.debug("Extension {}: an array is sent in a frame", extension, e);
            return 0;
        }
        synchronized (lock) {
            segment.childLeases++;
        }
        return segment.number;
    }

    private Segment make(boolean childWrites, @Nullable Layout layout, byte[] header, long bytes) {
        return make(childWrites, layout, header, bytes, null);
    }

    private Segment make(
            boolean childWrites, @Nullable Layout layout, byte[] header, long bytes, @Nullable Part content) {
        long all = header.length + bytes;
        long next;
        synchronized (lock) {
            if (closed) {
                throw new SharedMemoryException("extension " + extension + " is gone, nothing is shared with it", null);
            }
            if (all > limit - used || count >= MOST) {
                throw new SharedMemoryException(
                        all + " bytes are to be shared with extension " + extension + ", but " + used + " of " + limit
                                + " bytes and " + count + " of " + MOST
                                + " segments are in use; close buffers, or raise ExtensionSpec.sharedBytes",
                        null);
            }
            used += all;
            count++;
            next = ++last;
        }
        IOException problem = null;
        for (int place = 0; place < places.size(); place++) {
            long number = next << 1 | place;
            Path file = places.get(place).file(number, childWrites);
            try {
                FileMemory memory = create(file, childWrites, header, bytes, content);
                Segment made = new Segment(number, childWrites, layout, bytes, header.length, file, memory);
                synchronized (lock) {
                    if (!closed) {
                        segments.put(number, made);
                        return made;
                    }
                }
                memory.close();
                problem = new IOException("extension " + extension + " has ended meanwhile");
            } catch (IOException | SharedMemoryException e) {
                problem = e instanceof IOException io ? io : new IOException(e.getMessage(), e);
                warn(file, problem);
            }
        }
        synchronized (lock) {
            used -= all;
            count--;
        }
        throw new SharedMemoryException(
                all + " bytes cannot be shared with extension " + extension + ": "
                        + (problem == null ? "" : problem.getMessage()) + "; make room for files",
                problem);
    }

    private void warn(Path file, IOException problem) {
        synchronized (lock) {
            if (warned || closed) {
                return;
            }
            warned = true;
        }
        log.warn(
                "Extension {}: there is no room for shared memory in {}: {}; what does not fit is sent through files or frames",
                extension,
                file.getParent(),
                problem.getMessage());
    }

    private FileMemory create(Path file, boolean childWrites, byte[] header, long bytes, @Nullable Part content)
            throws IOException {
        FileChannel channel = FileMemory.open(file, StandardOpenOption.CREATE_NEW);
        FileMemory memory = new FileMemory(file, channel, childWrites, header.length, bytes);
        boolean done = false;
        try {
            if (content == null) {
                pieces.fill(channel, 0, header.length + bytes);
                channel.write(ByteBuffer.wrap(header), 0);
            } else {
                pieces.write(memory::write, bytes, content);
            }
            if (childWrites && foreign) {
                SharedFolders.mode(file, "rw-rw-rw-");
            } else {
                SharedFolders.mode(file, foreign ? "rw-r--r--" : "rw-------");
            }
            done = true;
            return memory;
        } finally {
            if (!done) {
                memory.close();
                Files.deleteIfExists(file);
            }
        }
    }

    // ---- leases

    private Buffer leased(Segment segment, Layout layout) {
        segment.hostLeases++;
        return new Buffer(
                this, segment.number, layout, segment.memory, new Lease(cleaner, () -> change(segment, -1, 0)), true);
    }

    private void change(Segment segment, int host, int child) {
        synchronized (lock) {
            segment.hostLeases += host;
            segment.childLeases = Math.max(0, segment.childLeases + child);
            if (segment.hostLeases > 0 || segment.childLeases > 0 || segments.remove(segment.number) == null) {
                if (!closed || segment.hostLeases > 0) {
                    return;
                }
            } else {
                used -= segment.counted;
                count--;
            }
        }
        free(segment);
    }

    private void free(Segment segment) {
        try {
            segment.memory.close();
            Files.deleteIfExists(segment.file);
        } catch (IOException | SharedMemoryException e) {
            log.warn("Extension {}: a segment is not deleted", extension, e);
        }
    }

    private @Nullable Segment find(long number) {
        synchronized (lock) {
            return segments.get(number);
        }
    }

    private Segment get(long number) {
        Segment found = find(number);
        if (found == null) {
            throw new ValueException("there is no shared segment " + number + "; it was released", null);
        }
        return found;
    }

    @Override
    public void check(long number, long bytes) {
        Segment segment = get(number);
        if (segment.layout != null || !segment.childWrites || bytes > segment.bytes) {
            throw new ValueException("segment " + number + " has no array of " + bytes + " bytes", null);
        }
    }

    @Override
    public void take(long number, long bytes, Part part) {
        pieces.read(get(number).memory::read, bytes, part);
    }

    @Override
    public byte[] lend(SharedBuffer buffer) {
        if (!(buffer instanceof Buffer own) || own.owner != this) {
            throw new ValueException(
                    "this buffer is not shared with the process of extension " + extension
                            + " that runs now; allocate it with Extension.allocate",
                    null);
        }
        own.check();
        Segment segment = get(own.number);
        boolean handedOver;
        synchronized (lock) {
            segment.childLeases++;
            handedOver = segment.onlyForChild;
            segment.onlyForChild = false;
        }
        if (handedOver) {
            own.close();
        }
        return Lent.write(own.number, segment.childWrites && own.writable(), segment.header, segment.bytes, own.layout);
    }

    @Override
    public SharedBuffer borrow(byte[] sent) {
        ByteBuffer in = Lent.begin(sent);
        Segment segment = get(in.getLong());
        Layout all = whole(segment);
        Layout layout = Lent.layout(in, all.type, segment.bytes / all.type.bytes());
        synchronized (lock) {
            if (segment.childLeases == 0 || closed) {
                throw new ValueException("the extension has closed the shared buffer that it sends", null);
            }
            return leased(segment, layout);
        }
    }

    @Override
    public void done(byte[] sent) {
        if (!Lent.isBuffer(sent)) {
            Segment segment = find(Lent.number(sent));
            if (segment != null && segment.layout == null) {
                change(segment, 0, -1);
            }
        }
    }

    @Override
    public void undo(byte[] sent) {
        released(Lent.number(sent));
    }

    @Override
    public void released(long number) {
        Segment segment = find(number);
        if (segment != null) {
            change(segment, 0, -1);
        }
    }

    /** The process has ended: its leases end, and its folders go. What the host has stays until it is closed. */
    @Override
    public void close() throws IOException {
        List<Segment> unused = new ArrayList<>();
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            for (Segment each : segments.values()) {
                each.childLeases = 0;
                if (each.hostLeases == 0) {
                    unused.add(each);
                }
            }
            segments.clear();
        }
        unused.forEach(this::free);
        folders.remove(places);
    }

    /** How many bytes are shared now. */
    long used() {
        synchronized (lock) {
            return used;
        }
    }
}
