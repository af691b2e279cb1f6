// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import java.io.IOException;

/** An archive is not unpacked, for a reason that its user understands. An IOException, as it passes through the streams of the library. */
final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    Refusal(String problem) {
        super(problem);
    }
}
