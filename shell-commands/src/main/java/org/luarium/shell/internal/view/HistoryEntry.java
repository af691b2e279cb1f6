// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

/** Something that was sent to a session, and its place among what was. */
public record HistoryEntry(int number, String input) {}
