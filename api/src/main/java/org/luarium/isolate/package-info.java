// SPDX-License-Identifier: Apache-2.0
/**
 * Isolates: supervised child processes, the limits that hold for them, and the honest report of what is enforced.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.isolate;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
