// SPDX-License-Identifier: Apache-2.0
/** What the bundle and its extensions know of each other. */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.examples.extension;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
