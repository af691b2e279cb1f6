// SPDX-License-Identifier: Apache-2.0
/**
 * What the code of an extension may use, and all of Luarium that it sees: it runs in a process of its own, where there is no OSGi. All of it is optional: a class that implements a plain
 * interface is an extension.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.extension.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
