// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.nio.file.Path;
import org.luarium.store.Hash;

/**
 * A file that was fetched and is what was asked for.
 *
 * @param file where it is
 * @param size its bytes
 * @param hash of its content
 */
public record Fetched(Path file, long size, Hash hash) {}
