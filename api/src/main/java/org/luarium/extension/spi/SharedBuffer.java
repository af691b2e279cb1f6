// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An array of numbers in memory that the host and one extension share. It is passed as an argument or a result without being copied; nobody else sees it.
 *
 * <p>It is made with {@code Extension.allocate} or {@link ExtensionContext#allocate}. Each side has a lease until it closes it; when both have, or the process of the extension has ended and the host has closed it, the memory is
 * free. What is forgotten is closed when garbage is collected. Views have no life of their own: to close one closes all of the buffer on this side.
 *
 * <p>Thread-safe as an array is: what one thread writes, another sees as the threads agree; a call between the two sides is such an agreement.
 */
@ProviderType
public interface SharedBuffer extends AutoCloseable {
    /**
     * What the numbers are.
     *
     * @return the type
     */
    NumberType type();

    /**
     * How many numbers there are in each dimension.
     *
     * @return a copy; empty for a single number
     */
    long[] shape();

    /**
     * How far it is from one number to the next in each dimension, in numbers.
     *
     * @return a copy
     */
    long[] strides();

    /**
     * Where the first number is, counted in numbers from the beginning of the memory.
     *
     * @return 0 unless it is a view
     */
    long offset();

    /**
     * How many numbers there are.
     *
     * @return the product of the {@link #shape()}
     */
    long size();

    /**
     * Whether this side may write.
     *
     * @return true for the host unless it is a view that was made {@link #readOnly()}; for the extension if it was allocated so
     */
    boolean writable();

    /**
     * A view that nobody writes through on this side.
     *
     * @return a view
     */
    SharedBuffer readOnly();

    /**
     * A view of every so manieth row, column, and so on.
     *
     * @param dimension which one, from 0
     * @param from the first
     * @param to behind the last
     * @param step from one to the next, at least 1
     * @return a view of the same number of dimensions
     * @throws IndexOutOfBoundsException if some are not there
     */
    SharedBuffer slice(int dimension, long from, long to, long step);

    /**
     * A view of one row, column, and so on.
     *
     * @param dimension which one, from 0
     * @param index its index
     * @return a view of one dimension less
     * @throws IndexOutOfBoundsException if it is not there
     */
    SharedBuffer select(int dimension, long index);

    /**
     * Any view of the memory.
     *
     * @param offset where the first number is, from the beginning of the memory
     * @param shape how many numbers there are in each dimension
     * @param strides how far it is from one to the next, in numbers; may be 0 or negative
     * @return a view
     * @throws IndexOutOfBoundsException if some are outside of the memory
     */
    SharedBuffer view(long offset, long[] shape, long[] strides);

    /**
     * Reads a number.
     *
     * @param index its index in each dimension
     * @return the number; with its fraction cut off if the type has some
     * @throws IndexOutOfBoundsException if it is not there
     * @throws IllegalStateException if this side has closed the buffer
     */
    long getLong(long... index);

    /**
     * Reads a number.
     *
     * @param index its index in each dimension
     * @return the number
     * @throws IndexOutOfBoundsException if it is not there
     * @throws IllegalStateException if this side has closed the buffer
     */
    double getDouble(long... index);

    /**
     * Writes a number, as a cast does.
     *
     * @param value the number
     * @param index its index in each dimension
     * @throws IndexOutOfBoundsException if it is not there
     * @throws java.nio.ReadOnlyBufferException if this side may not write
     * @throws IllegalStateException if this side has closed the buffer
     */
    void putLong(long value, long... index);

    /**
     * Writes a number, as a cast does.
     *
     * @param value the number
     * @param index its index in each dimension
     * @throws IndexOutOfBoundsException if it is not there
     * @throws java.nio.ReadOnlyBufferException if this side may not write
     * @throws IllegalStateException if this side has closed the buffer
     */
    void putDouble(double value, long... index);

    /**
     * Reads numbers as they follow each other, the last index fastest, as they lie in memory.
     *
     * @param from the first
     * @param into is filled; takes them lowest byte first
     * @throws IndexOutOfBoundsException if there are not so many
     * @throws IllegalArgumentException if its space is not one for whole numbers
     * @throws SharedMemoryException if the other side has destroyed the memory
     */
    void get(long from, ByteBuffer into);

    /**
     * Writes numbers as they follow each other, the last index fastest.
     *
     * @param from the first
     * @param numbers the numbers, lowest byte first
     * @throws IndexOutOfBoundsException if there are not so many
     * @throws IllegalArgumentException if they are no whole numbers
     * @throws java.nio.ReadOnlyBufferException if this side may not write
     * @throws SharedMemoryException if the other side has destroyed the memory
     */
    void put(long from, ByteBuffer numbers);

    /**
     * Reads numbers as they follow each other, the last index fastest.
     *
     * @param from the first
     * @param into is filled
     * @throws IndexOutOfBoundsException if there are not so many
     */
    void get(long from, double[] into);

    /**
     * Writes numbers as they follow each other, the last index fastest.
     *
     * @param from the first
     * @param numbers the numbers
     * @throws IndexOutOfBoundsException if there are not so many
     * @throws java.nio.ReadOnlyBufferException if this side may not write
     */
    void put(long from, double[] numbers);

    /**
     * The memory itself, with nothing in between. Not for use after this side has closed the buffer.
     *
     * @return lowest byte first; in parts of 1 GiB, of which the last may be smaller; read-only if this side may not write
     * @throws UnsupportedOperationException if its numbers do not lie side by side; or in the host, if the extension may write: hostile code could cut its file off, and the host would fall
     */
    List<ByteBuffer> bytes();

    /** Gives the lease of this side up. Does nothing the second time. */
    @Override
    void close();
}
