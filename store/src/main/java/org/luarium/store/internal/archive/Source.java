// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import java.io.IOException;

/** An archive of some format. */
interface Source {
    /** Unpacks all of it. */
    void unpack(Tree tree, Budget budget) throws IOException;

    /** The entry that is being unpacked, or nothing. */
    String entry();
}
