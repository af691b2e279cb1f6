// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.tool;

/**
 * How a short tool ended.
 *
 * @param output what it wrote to stdout and stderr, bounded, one character per byte
 * @param exitCode its exit code; -1 if it did not end by itself
 * @param failure why it did not end by itself or did not even start; empty if it did
 * @param passing whether another try may end differently
 */
public record Answer(String output, int exitCode, String failure, boolean passing) {}
