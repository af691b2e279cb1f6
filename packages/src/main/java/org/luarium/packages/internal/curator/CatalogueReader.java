// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.Dependency;
import org.luarium.packages.PackageProfile;
import org.luarium.packages.RockName;
import org.luarium.packages.RockOrigin;
import org.luarium.packages.RockSyntaxException;
import org.luarium.packages.internal.environment.Json;
import org.luarium.packages.internal.repository.Printable;
import org.luarium.packages.internal.rockspec.ModuleName;

/** Reads catalogues. Strangers write them, so what is not understood is an error, and everything has a limit. */
final class CatalogueReader {
    /** In bytes. */
    static final int LARGEST = 1 << 20;

    private static final long FORMAT = 1;
    private static final int MOST_ROCKS = 1000;
    private static final int MOST_PROFILES = 200;
    private static final int MOST_IN_ONE = 100;
    private static final int LONGEST_LINE = 300;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** Jackson says where a problem began, by a name that tells nothing. */
    private static final Pattern SOURCE = Pattern.compile("(?s) *\\(?(start marker )?at \\[Source: .*");

    private final String catalogue;
    private final Map<String, RockOrigin> origins = new HashMap<>();

    private CatalogueReader(String catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Reads one.
     *
     * @param name what it is called
     * @throws IllegalArgumentException if it cannot be used, saying why and where
     */
    static Catalogue read(String name, String text) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "its name '" + Printable.of(name) + "' is none; use 1 to 64 of a-z 0-9 . _ -, no sign first");
        }
        if (text.length() > LARGEST) {
            throw new IllegalArgumentException("it is larger than " + LARGEST + " characters");
        }
        try {
            return new CatalogueReader(name).catalogue(Fields.of("the catalogue", Json.parse(text)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "line " + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + ": "
                            + Printable.of(
                                    SOURCE.matcher(e.getOriginalMessage()).replaceFirst("")),
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(Printable.of(String.valueOf(e.getMessage())), e);
        }
    }

    private Catalogue catalogue(Fields top) {
        top.allow(Set.of("format", "origins", "rocks", "profiles"));
        if (top.number("format") != FORMAT) {
            throw top.wrong("its format is not " + FORMAT);
        }
        top.objects("origins").forEach((key, value) -> {
            Fields fields = Fields.of("origin '" + Printable.of(key) + "'", value);
            fields.allow(Set.of("place", "remedy"));
            origins.put(key, new RockOrigin(fields.line("place", LONGEST_LINE), fields.line("remedy", LONGEST_LINE)));
        });
        List<CatalogueEntry> rocks = new ArrayList<>();
        Set<RockName> names = new HashSet<>();
        for (Object item : top.list("rocks", MOST_ROCKS)) {
            CatalogueEntry rock = rock(item);
            if (!names.add(rock.name())) {
                throw top.wrong("it has the rock " + rock.name() + " twice");
            }
            rocks.add(rock);
        }
        List<PackageProfile> profiles = new ArrayList<>();
        Set<String> profileNames = new HashSet<>();
        for (Object item : top.list("profiles", MOST_PROFILES)) {
            PackageProfile profile = profile(item);
            if (!profileNames.add(profile.name())) {
                throw top.wrong("it has the profile " + profile.name() + " twice");
            }
            profiles.add(profile);
        }
        return new Catalogue(rocks, profiles);
    }

    private CatalogueEntry rock(Object item) {
        Fields fields = Fields.of("a rock", item).named();
        fields.allow(Set.of("name", "modules", "category", "priority", "description", "origin"));
        List<String> modules = fields.texts("modules", MOST_IN_ONE);
        for (String module : modules) {
            if (!ModuleName.isValid(module)) {
                throw fields.wrong("'" + Printable.of(module) + "' is no name of a module");
            }
        }
        long priority = fields.number("priority");
        if (priority < CatalogueEntry.LEAST || priority > CatalogueEntry.MOST) {
            throw fields.wrong("'priority' is not " + CatalogueEntry.LEAST + " to " + CatalogueEntry.MOST);
        }
        try {
            return new CatalogueEntry(
                    new RockName(fields.line("name", LONGEST_LINE)),
                    modules,
                    fields.matching("category", NAME),
                    (int) priority,
                    fields.line("description", LONGEST_LINE),
                    origin(fields),
                    catalogue);
        } catch (RockSyntaxException | IllegalArgumentException e) {
            throw e instanceof IllegalArgumentException known ? known : fields.wrong(String.valueOf(e.getMessage()));
        }
    }

    private Optional<RockOrigin> origin(Fields fields) {
        if (!fields.has("origin")) {
            return Optional.empty();
        }
        String key = fields.line("origin", LONGEST_LINE);
        RockOrigin origin = origins.get(key);
        if (origin == null) {
            throw fields.wrong("there is no origin '" + Printable.of(key) + "' in its origins");
        }
        return Optional.of(origin);
    }

    private PackageProfile profile(Object item) {
        Fields fields = Fields.of("a profile", item).named();
        fields.allow(Set.of("name", "description", "category", "rocks", "development", "networking"));
        List<Dependency> rocks = new ArrayList<>();
        Set<RockName> names = new HashSet<>();
        for (String text : fields.texts("rocks", MOST_IN_ONE)) {
            Dependency rock;
            try {
                rock = Dependency.of(text);
            } catch (RockSyntaxException e) {
                throw fields.wrong(String.valueOf(e.getMessage()));
            }
            if (!names.add(rock.name())) {
                throw fields.wrong("it has the rock " + rock.name() + " twice");
            }
            rocks.add(rock);
        }
        return new PackageProfile(
                fields.matching("name", NAME),
                fields.line("description", LONGEST_LINE),
                fields.matching("category", NAME),
                rocks,
                fields.flag("development"),
                fields.flag("networking"),
                catalogue);
    }
}
