// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The numbers in a {@link SharedBuffer}, lowest byte first. */
public enum NumberType {
    /** One byte that is 0 or 1. */
    BOOL("|b1", 1, false),
    /** A signed byte. */
    INT8("|i1", 1, false),
    /** An unsigned byte. */
    UINT8("|u1", 1, false),
    /** A signed integer of 2 bytes. */
    INT16("<i2", 2, false),
    /** An unsigned integer of 2 bytes. */
    UINT16("<u2", 2, false),
    /** A signed integer of 4 bytes. */
    INT32("<i4", 4, false),
    /** An unsigned integer of 4 bytes. */
    UINT32("<u4", 4, false),
    /** A signed integer of 8 bytes. */
    INT64("<i8", 8, false),
    /** A number as a Java {@code float}. */
    FLOAT32("<f4", 4, true),
    /** A number as a Java {@code double}. */
    FLOAT64("<f8", 8, true);

    private final String description;
    private final int bytes;
    private final boolean floating;

    NumberType(String description, int bytes, boolean floating) {
        this.description = description;
        this.bytes = bytes;
        this.floating = floating;
    }

    /**
     * Finds a type by what the headers of {@code .npy} files call it.
     *
     * @param description such as {@code <f8}
     * @return the type
     * @throws ValueException if there is none; names those that there are
     */
    public static NumberType of(String description) {
        for (NumberType each : values()) {
            if (each.description.equals(description)) {
                return each;
            }
        }
        throw new ValueException(
                "numbers of type '" + description + "' are not supported, only "
                        + Arrays.stream(values())
                                .map(each -> each.description + " (" + each + ")")
                                .collect(Collectors.joining(", ")),
                null);
    }

    /**
     * What the headers of {@code .npy} files call it.
     *
     * @return such as {@code <f8}
     */
    public String description() {
        return description;
    }

    /**
     * What a number takes.
     *
     * @return bytes: 1, 2, 4 or 8
     */
    public int bytes() {
        return bytes;
    }

    /**
     * Whether numbers may have fractions.
     *
     * @return true for {@link #FLOAT32} and {@link #FLOAT64}
     */
    public boolean floating() {
        return floating;
    }
}
