// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.PackageProfile;
import org.luarium.packages.RockName;

/** Catalogues put together, and those that cannot be. Belongs to the thread that makes it, and does not change once others see it. */
final class Arrangement {
    private final SortedMap<RockName, CatalogueEntry> rocks = new TreeMap<>();
    private final SortedMap<String, PackageProfile> profiles = new TreeMap<>();
    private final List<CatalogueSource> refused = new ArrayList<>();

    Arrangement(Catalogue first) {
        add(first);
    }

    void add(Catalogue catalogue) {
        catalogue.rocks().forEach(rock -> rocks.put(rock.name(), rock));
        catalogue.profiles().forEach(profile -> profiles.put(profile.name(), profile));
    }

    void refuse(CatalogueSource source) {
        refused.add(source);
    }

    /** Why a catalogue cannot be added. */
    Optional<String> conflict(Catalogue catalogue) {
        for (CatalogueEntry rock : catalogue.rocks()) {
            CatalogueEntry known = rocks.get(rock.name());
            if (known != null) {
                return Optional.of("the rock " + rock.name() + " is in the catalogue " + known.catalogue());
            }
        }
        for (PackageProfile profile : catalogue.profiles()) {
            PackageProfile known = profiles.get(profile.name());
            if (known != null) {
                return Optional.of("the profile " + profile.name() + " is in the catalogue " + known.catalogue());
            }
        }
        return Optional.empty();
    }

    /** By name. */
    SortedMap<RockName, CatalogueEntry> rocks() {
        return rocks;
    }

    /** By name. */
    SortedMap<String, PackageProfile> profiles() {
        return profiles;
    }

    List<CatalogueSource> refused() {
        return refused;
    }
}
