// SPDX-License-Identifier: Apache-2.0
/**
 * Build steps: programs such as a compiler that turn inputs into one output folder and are kept from everything else.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.store.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
