// SPDX-License-Identifier: Apache-2.0
/** Files and folders that only the user of this JVM can have written, complete or not there at all. */
@NullMarked
package org.luarium.core.internal.files;

import org.jspecify.annotations.NullMarked;
