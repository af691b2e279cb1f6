// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a descriptor speaks of without having it. */
public interface Surroundings {
    /**
     * An interface of the host.
     *
     * @throws MissingTypeException if nothing here has it now
     */
    Class<?> type(String name);

    /**
     * A jar that the descriptor names.
     *
     * @throws IllegalArgumentException if there is no such jar
     */
    Path jar(String text) throws IOException;

    /** The jars that belong to a descriptor which names none. */
    List<Path> jars() throws IOException;
}
