// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What realizations to look for. Immutable; conditions add up. */
public final class Query {
    private final String nameGlob;
    private final String pathGlob;
    private final Instant newerThan;
    private final @Nullable Stage<?> stage;

    private Query(String nameGlob, String pathGlob, Instant newerThan, @Nullable Stage<?> stage) {
        this.nameGlob = nameGlob;
        this.pathGlob = pathGlob;
        this.newerThan = newerThan;
        this.stage = stage;
    }

    /**
     * Every realization.
     *
     * @return a query without conditions
     */
    public static Query all() {
        return new Query("*", "", Instant.MIN, null);
    }

    /**
     * Only those whose name matches.
     *
     * @param glob {@code *} and {@code ?} stand for any characters and one character
     * @return a copy
     */
    public Query name(String glob) {
        return new Query(requireNonNull(glob, "glob"), pathGlob, newerThan, stage);
    }

    /**
     * Only those that contain a file.
     *
     * @param glob of the path inside the object, as in {@link java.nio.file.FileSystem#getPathMatcher}
     * @return a copy
     */
    public Query containing(String glob) {
        return new Query(nameGlob, requireNonNull(glob, "glob"), newerThan, stage);
    }

    /**
     * Only those whose build began later.
     *
     * @param instant not before and not at this time
     * @return a copy
     */
    public Query newerThan(Instant instant) {
        return new Query(nameGlob, pathGlob, requireNonNull(instant, "instant"), stage);
    }

    /**
     * Only those of the targets of a stage. The stage is looked at, nothing is written.
     *
     * @param ofStage a stage
     * @return a copy
     */
    public Query stage(Stage<?> ofStage) {
        return new Query(nameGlob, pathGlob, newerThan, requireNonNull(ofStage, "ofStage"));
    }

    /**
     * The condition on the name.
     *
     * @return a glob
     */
    public String nameGlob() {
        return nameGlob;
    }

    /**
     * The condition on the content.
     *
     * @return a glob, empty if there is no condition
     */
    public String pathGlob() {
        return pathGlob;
    }

    /**
     * The condition on the time.
     *
     * @return {@link Instant#MIN} if there is none
     */
    public Instant newerThan() {
        return newerThan;
    }

    /**
     * The condition on the derivation.
     *
     * @return a stage
     */
    public Optional<Stage<?>> stage() {
        return Optional.ofNullable(stage);
    }
}
