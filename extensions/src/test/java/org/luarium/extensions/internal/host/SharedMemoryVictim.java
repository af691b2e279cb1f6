// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.util.List;
import org.luarium.extension.Extension;
import org.luarium.extension.SharedAccess;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extensions.sample.Matrices;

/** A JVM with shared memory that is killed. */
final class SharedMemoryVictim {
    private SharedMemoryVictim() {}

    public static void main(String[] arguments) throws Exception {
        try (TestHost host = new TestHost()) {
            Extension extension = host.extensions.load(host.matrices("victim").build());
            SharedBuffer one = extension.allocate(SharedAccess.READ_WRITE, NumberType.FLOAT64, 1000);
            SharedBuffer two = extension.allocate(SharedAccess.READ, NumberType.FLOAT64, 1000);
            extension.service(Matrices.class).keep(one);
            List<SharedBuffer> held = List.of(one, two);
            System.out.println("ready " + extension.info().pid().orElseThrow() + " " + held.size());
            System.in.read();
            held.forEach(SharedBuffer::close);
        }
        System.out.println("closed");
    }
}
