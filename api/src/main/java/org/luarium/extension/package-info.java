// SPDX-License-Identifier: Apache-2.0
/**
 * Extensions: code with its own dependencies in a process of its own, used like a local service.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.extension;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
