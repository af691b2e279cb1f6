// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

/** What was sent, and by whom: the name of an attachment, or nothing. */
record Input(long number, String source, String text) {}
