// SPDX-License-Identifier: Apache-2.0
/**
 * What the launcher's verbs do once the container runs. The launcher and this bundle share no classes, so they meet in types of the JDK: a service
 * {@code ToIntFunction<Map<String, Object>>} that turns a request into an exit code.
 */
@NullMarked
package org.luarium.commandline.internal;

import org.jspecify.annotations.NullMarked;
