// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.io.IOException;
import org.luarium.packages.internal.repository.ManifestReader;

/** Joins the reader of manifests to those who need it. */
final class Manifests {
    private Manifests() {}

    static ManifestReader reader() {
        return (in, found) -> {
            throw new IOException("this version cannot read the lists of servers; use a folder or a bundle");
        };
    }
}
