// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.control;

import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;

/** What a child asks of the host about memory that they share. Only the host makes segments. */
public interface SegmentControl {
    /** Makes a buffer that both may write to. */
    SharedBuffer allocate(NumberType type, long[] shape);

    /** Makes a segment for an array that the child is about to send. Returns its number; 0 if there is no memory for it. */
    long reserve(long bytes);
}
