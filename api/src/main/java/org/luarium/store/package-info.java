// SPDX-License-Identifier: Apache-2.0
/**
 * The store: immutable objects that stages describe, realizers make once, and everybody reads. A derivation ({@link org.luarium.store.Ref.DRef}) says how something is made; a
 * realization ({@link org.luarium.store.Ref.RRef}) is what was made. The terms are those of <a href="https://github.com/stagedml/pylightnix">pylightnix</a>.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
