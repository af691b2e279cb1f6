// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

/**
 * How much a stream may make of itself.
 *
 * @param bytes in all files together
 * @param entries files, folders and links
 * @param depth folders within each other
 */
public record TreeLimits(long bytes, long entries, int depth) {}
