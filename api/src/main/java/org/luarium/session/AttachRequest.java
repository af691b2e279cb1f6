// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.luarium.vm.VmConfig;

/** How to attach to a session: as whom, to read or also to write, and from where on. Immutable: each {@code with…} method gives a copy. */
public final class AttachRequest {
    private @Nullable String name;
    private boolean writer;
    private boolean takeOver;
    private OptionalInt lines = OptionalInt.empty();
    private OptionalLong since = OptionalLong.empty();

    private AttachRequest() {}

    private AttachRequest(AttachRequest other) {
        name = other.name;
        writer = other.writer;
        takeOver = other.takeOver;
        lines = other.lines;
        since = other.since;
    }

    /**
     * To read what comes from now on.
     *
     * @return a request
     */
    public static AttachRequest reader() {
        return new AttachRequest();
    }

    /**
     * To read what comes from now on, and to write.
     *
     * @return a request, which is refused while somebody else may write
     */
    public static AttachRequest writer() {
        AttachRequest request = new AttachRequest();
        request.writer = true;
        return request;
    }

    /**
     * The same under a name, which others see.
     *
     * @param as 1 to 64 of {@code A-Z a-z 0-9 . _ -}; unique in the session. Without it, one is made up
     * @return a copy
     * @throws IllegalArgumentException if the name is not allowed
     */
    public AttachRequest withName(String as) {
        AttachRequest copy = new AttachRequest(this);
        copy.name = VmConfig.checkId(as);
        return copy;
    }

    /**
     * The same as a writer who takes the place of the present one, if there is one; that one goes on as a reader.
     *
     * @return a copy
     */
    public AttachRequest withTakeOver() {
        AttachRequest copy = new AttachRequest(this);
        copy.writer = true;
        copy.takeOver = true;
        return copy;
    }

    /**
     * The same, beginning with the past: as many events as the last lines of output take, as far as the buffer has them.
     *
     * @param count how many lines, zero or more
     * @return a copy
     * @throws IllegalArgumentException if it is negative
     */
    public AttachRequest withLastLines(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a number of lines must not be negative: " + count);
        }
        AttachRequest copy = new AttachRequest(this);
        copy.lines = OptionalInt.of(count);
        copy.since = OptionalLong.empty();
        return copy;
    }

    /**
     * The same, beginning with the past: everything since an event. What the buffer does not have any more is reported as lost.
     *
     * @param sequence the number of the first event wanted; 1 for all, one more than the last for what comes
     * @return a copy
     * @throws IllegalArgumentException if it is below 1
     */
    public AttachRequest since(long sequence) {
        if (sequence < 1) {
            throw new IllegalArgumentException("events are numbered from 1, not " + sequence);
        }
        AttachRequest copy = new AttachRequest(this);
        copy.since = OptionalLong.of(sequence);
        copy.lines = OptionalInt.empty();
        return copy;
    }

    /**
     * The name.
     *
     * @return the name, empty for one that is made up
     */
    public String name() {
        return name == null ? "" : requireNonNull(name);
    }

    /**
     * Whether it wants to write.
     *
     * @return true if it does
     */
    public boolean isWriter() {
        return writer;
    }

    /**
     * Whether it takes the writer's place from another.
     *
     * @return true if it does
     */
    public boolean takesOver() {
        return takeOver;
    }

    /**
     * How many lines of the past it wants.
     *
     * @return the number, if it wants lines
     */
    public OptionalInt lastLines() {
        return lines;
    }

    /**
     * The first event of the past it wants.
     *
     * @return the number, if it wants events since one
     */
    public OptionalLong since() {
        return since;
    }
}
