// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

import java.io.IOException;
import java.nio.file.Path;
import org.luarium.extension.ExtensionSpec;

/** Where the description of an extension comes from. */
public interface Source {
    /**
     * Describes the extension as it should be now.
     *
     * @param folder does not exist; may be made, for files that the extension needs as long as it is there
     * @throws IllegalArgumentException if the descriptor is wrong
     */
    ExtensionSpec describe(Path folder) throws IOException;
}
