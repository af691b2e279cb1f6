// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.nio.file.Path;

/**
 * Where segments of one extension are.
 *
 * @param folder in which the others are
 * @param readable a folder whose files the child may read
 * @param writable a folder whose files it may write to as well
 */
public record Place(Path folder, Path readable, Path writable) {
    static Place in(Path folder) {
        return new Place(folder, folder.resolve("ro"), folder.resolve("rw"));
    }

    Path file(long number, boolean written) {
        return (written ? writable : readable).resolve(Long.toString(number));
    }
}
