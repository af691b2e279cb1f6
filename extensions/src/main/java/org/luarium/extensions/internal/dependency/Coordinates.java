// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import static org.luarium.extension.DependencyException.Problem.BAD_COORDINATES;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;

/**
 * An artifact of a Maven repository, in one released version.
 *
 * @param classifier empty if there is none
 */
record Coordinates(String group, String artifact, String extension, String classifier, String version) {
    private static final int LONGEST = 500;
    private static final String SYNTAX = "write group:artifact[:extension[:classifier]]:version";
    /** What neither a path nor a program could take for something else. */
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]*");

    private static final Pattern OFFENDING = Pattern.compile("&&|\\|\\||[^A-Za-z0-9_.+:-]");
    private static final Set<String> EXTENSIONS = Set.of("jar", "pom");

    static Coordinates parse(String text) {
        if (text.length() > LONGEST) {
            throw bad(text.substring(0, LONGEST) + "…", "it is longer than " + LONGEST + " characters; " + SYNTAX);
        }
        Matcher offending = OFFENDING.matcher(text);
        if (offending.find()) {
            throw bad(
                    text,
                    "it contains " + shown(offending.group()) + "; only letters, digits and _ . + - may be used, so "
                            + SYNTAX);
        }
        String[] parts = text.split(":", -1);
        if (parts.length < 3 || parts.length > 5) {
            throw bad(text, "it has " + parts.length + (parts.length == 1 ? " part; " : " parts; ") + SYNTAX);
        }
        for (String part : parts) {
            if (!PART.matcher(part).matches()) {
                throw bad(
                        text,
                        part.isEmpty()
                                ? "a part of it is empty; " + SYNTAX
                                : shown(part) + " begins with " + shown(part.substring(0, 1))
                                        + "; each part begins with a letter or digit");
            }
        }
        return new Coordinates(
                        parts[0],
                        parts[1],
                        parts.length > 3 ? parts[2] : "jar",
                        parts.length > 4 ? parts[3] : "",
                        parts[parts.length - 1])
                .checked();
    }

    /** What a description in a repository names, which is believed no more than what a user writes. */
    static Coordinates of(Artifact artifact) {
        String classifier = artifact.getClassifier().isEmpty() ? "" : ":" + artifact.getClassifier();
        return parse(artifact.getGroupId() + ":" + artifact.getArtifactId() + ":" + artifact.getExtension() + classifier
                + ":" + artifact.getVersion());
    }

    private Coordinates checked() {
        if (!EXTENSIONS.contains(extension)) {
            throw bad(
                    toString(),
                    "a class path has no use for " + shown(extension) + "; use jar, or pom for what a pom"
                            + " depends on");
        }
        if (version.endsWith("SNAPSHOT") || version.equals("LATEST") || version.equals("RELEASE")) {
            throw bad(
                    toString(),
                    shown(version) + " is something else every day; use a released version, or the jar itself by its"
                            + " path");
        }
        return this;
    }

    Artifact toArtifact() {
        return new DefaultArtifact(group, artifact, classifier, extension, version);
    }

    String fileName() {
        return artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + "." + extension;
    }

    /** In full where the short form would not say it. */
    @Override
    public String toString() {
        String middle = !classifier.isEmpty()
                ? ":" + extension + ":" + classifier
                : extension.equals("jar") ? "" : ":" + extension;
        return group + ":" + artifact + middle + ":" + version;
    }

    /** Quoted, with what cannot be printed as a number. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder("'");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\0' -> shown.append("\\0");
                default -> {
                    if (Character.isISOControl(c)) {
                        shown.append("\\u").append(Integer.toHexString(0x10000 + c), 1, 5);
                    } else {
                        shown.append(c);
                    }
                }
            }
        }
        return shown.append('\'').toString();
    }

    private static NoClassPathException bad(String text, String what) {
        return new NoClassPathException(
                BAD_COORDINATES, text, "the dependency " + shown(text) + " is refused: " + what, "", null);
    }
}
