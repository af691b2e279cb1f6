// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.PackageProfile;
import org.luarium.packages.RockName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Luarium's own catalogue and those that are added. The one that came first has a name; another that has it too is left out
 * until that one goes. Thread-safe.
 */
public class Catalogues {
    private static final Logger log = LoggerFactory.getLogger(Catalogues.class);
    private static final String OWN = "luarium";
    private static final int MOST = 100;

    private final Catalogue own = own();
    private final List<CatalogueSource> sources = new ArrayList<>(); // guarded by this
    private volatile Arrangement arrangement = new Arrangement(own);

    private static Catalogue own() {
        try (InputStream in = requireNonNull(
                Catalogues.class.getResourceAsStream("catalogue.json"), "catalogue.json is not in this bundle")) {
            return CatalogueReader.read(OWN, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A catalogue came. */
    public final synchronized void put(CatalogueSource source) {
        sources.add(source);
        arrange();
    }

    /** A catalogue went. */
    public final synchronized void take(CatalogueSource source) {
        boolean unused = sources.remove(source);
        arrange();
    }

    private void arrange() {
        Set<CatalogueSource> before = new HashSet<>(arrangement.refused());
        Set<String> names = new HashSet<>(Set.of(OWN));
        Arrangement all = new Arrangement(own);
        int count = 0;
        for (CatalogueSource source : sources) {
            Catalogue catalogue = source.catalogue().orElse(null);
            if (catalogue == null) {
                all.refuse(source);
                continue;
            }
            String problem = !names.add(source.name())
                    ? "another catalogue has its name"
                    : ++count > MOST
                            ? "there are " + MOST + " others"
                            : all.conflict(catalogue).orElse("");
            if (problem.isEmpty()) {
                all.add(catalogue);
            } else {
                CatalogueSource refused = new CatalogueSource(source.name(), Optional.empty(), problem);
                if (!before.contains(refused)) {
                    log.warn("The catalogue {} is left out: {}", source.name(), problem);
                }
                all.refuse(refused);
            }
        }
        arrangement = all;
    }

    final List<CatalogueEntry> rocks() {
        return List.copyOf(arrangement.rocks().values());
    }

    final Optional<CatalogueEntry> rock(RockName name) {
        return Optional.ofNullable(arrangement.rocks().get(name));
    }

    final List<PackageProfile> profiles() {
        return List.copyOf(arrangement.profiles().values());
    }

    final Optional<PackageProfile> profile(String name) {
        return Optional.ofNullable(arrangement.profiles().get(name));
    }

    /** What is left out, and why. */
    final List<CatalogueSource> refused() {
        return List.copyOf(arrangement.refused());
    }
}
