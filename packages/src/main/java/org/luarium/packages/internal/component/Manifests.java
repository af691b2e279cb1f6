// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.io.IOException;
import java.io.InputStream;
import org.luarium.packages.RockName;
import org.luarium.packages.internal.manifest.Limits;
import org.luarium.packages.internal.manifest.Manifest;
import org.luarium.packages.internal.repository.ManifestReader;

/** Joins the reader of manifests to the repositories on servers. */
public final class Manifests {
    private Manifests() {}

    public static void read(InputStream in, ManifestReader.Found found) throws IOException {
        Manifest manifest = Manifest.read(in, Limits.DEFAULT);
        for (RockName rock : manifest.rocks()) {
            manifest.versions(rock)
                    .forEach((version, forms) ->
                            forms.forEach(form -> found.artifact(rock.text(), version.toString(), form)));
        }
        manifest.ignored().forEach(found::ignored);
    }
}
