// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.sample;

import java.nio.ByteBuffer;
import java.util.List;
import org.luarium.extension.spi.SharedBuffer;

/** What extensions of tests that share memory can be called by. */
public interface Matrices {
    double sum(SharedBuffer buffer);

    /** Reads the memory itself, and closes the buffer. */
    long sumOfLongs(SharedBuffer buffer);

    /** Adds to every number, in place. */
    void add(SharedBuffer buffer, double more);

    /** All numbers as they follow each other. */
    double[] numbers(SharedBuffer buffer);

    /** Gives a buffer back that it got, or a view of it. */
    SharedBuffer every(SharedBuffer buffer, int dimension, int step);

    /** A buffer that it allocates. */
    SharedBuffer range(int count);

    /** Keeps a buffer until it is told to forget it. */
    void keep(SharedBuffer buffer);

    double kept(long index);

    void forget();

    double[] twice(double[] numbers);

    byte[] reversed(byte[] bytes);

    int remaining(ByteBuffer bytes);

    Object any(Object value);

    List<long[]> nested(List<long[]> arrays);

    /** Arrays of some of the same number of arguments. */
    String kind(long[] numbers);

    String kind(int[] numbers);

    /** Something that hostile code would do with the file of a buffer. */
    String attack(String what, String argument) throws Exception;

    void exit();
}
