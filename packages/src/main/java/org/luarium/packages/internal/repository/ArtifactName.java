// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luarium.packages.RockName;
import org.luarium.packages.RockSyntaxException;
import org.luarium.packages.RockVersion;
import org.luarium.packages.spi.Release;

/**
 * The name of a file of a repository, such as {@code say-1.4.1-3.src.rock}. Only names that are written in the one way
 * that LuaRocks writes them are read, so that a name and its file are the same thing and none leads out of a folder.
 */
record ArtifactName(RockName name, RockVersion version, String artifact) {
    private static final int LONGEST = 255;
    private static final Pattern FILE =
            Pattern.compile("(?<name>.+)-(?<version>[^-]+-[0-9]+)(?:\\.rockspec|\\.(?<artifact>[^.]+)\\.rock)");
    private static final Pattern ARTIFACT = Pattern.compile("[a-z0-9][a-z0-9_-]{0,31}");

    /** Whether a file claims to belong to a repository; one that does and has no good name is hostile or damaged. */
    static boolean isMeant(String file) {
        return file.endsWith(".rock") || file.endsWith(".rockspec");
    }

    static Optional<ArtifactName> parse(String file) {
        if (file.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher matcher = FILE.matcher(file);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String artifact = matcher.group("artifact");
        return of(matcher.group("name"), matcher.group("version"), artifact == null ? Release.ROCKSPEC : artifact)
                .filter(parsed -> parsed.fileName().equals(file));
    }

    /** What a list says there is. */
    static Optional<ArtifactName> of(String name, String version, String artifact) {
        if (!ARTIFACT.matcher(artifact).matches()) {
            return Optional.empty();
        }
        try {
            ArtifactName made = new ArtifactName(new RockName(name), RockVersion.of(version), artifact);
            boolean exact = made.name.text().equals(name)
                    && made.version.revision().isPresent()
                    && version.indexOf('-') == version.lastIndexOf('-');
            return exact ? Optional.of(made) : Optional.empty();
        } catch (RockSyntaxException e) {
            return Optional.empty();
        }
    }

    /** The file of a release, which may come from anybody. */
    static Optional<String> fileName(Release release, String artifact) {
        return of(release.name().text(), release.version().toString(), artifact).map(ArtifactName::fileName);
    }

    String fileName() {
        return name + "-" + version + (artifact.equals(Release.ROCKSPEC) ? ".rockspec" : "." + artifact + ".rock");
    }
}
