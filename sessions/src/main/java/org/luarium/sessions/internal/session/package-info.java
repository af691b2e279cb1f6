// SPDX-License-Identifier: Apache-2.0
/** Sessions: inputs, attachments, and what is kept of them. */
@NullMarked
package org.luarium.sessions.internal.session;

import org.jspecify.annotations.NullMarked;
