// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import java.util.List;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.PackageProfile;

/** Rocks and profiles that somebody describes. */
public record Catalogue(List<CatalogueEntry> rocks, List<PackageProfile> profiles) {
    public Catalogue {
        rocks = List.copyOf(rocks);
        profiles = List.copyOf(profiles);
    }
}
