// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.luarium.core.internal.confine.Tier;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Confinement.Library;
import org.luarium.isolate.Profile;
import org.luarium.vm.VmConfig;

/** In which confinement an attack is tried: profile untrusted on a machine that may offer less than the best. */
record AttackSetup(Level level, Variant variant) {
    /** What the machine offers, the best first. */
    enum Level {
        NAMESPACES,
        LANDLOCK,
        LIMITS,
        OFF;

        Tier tier() {
            return this == OFF ? Tier.LIMITS : Tier.valueOf(name());
        }

        /** Whether files of the host are in reach as far as the level itself goes, {@code /tmp} among them. */
        boolean sharesFiles() {
            return this != NAMESPACES;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What else may differ. With a full library it is the kernel that is tested, and not what was left out. */
    enum Variant {
        PLAIN("lua5.4", Library.STRICT, false),
        NETWORKED("lua5.4", Library.STRICT, true),
        LUAJIT("luajit", Library.STRICT, false),
        LUA51("lua5.1", Library.STRICT, false),
        FULL("lua5.4", Library.FULL, false),
        LUAJIT_FULL("luajit", Library.FULL, false);

        private final String engine;
        private final Library library;
        private final boolean networked;

        Variant(String engine, Library library, boolean networked) {
            this.engine = engine;
            this.library = library;
            this.networked = networked;
        }

        String engine() {
            return engine;
        }

        boolean full() {
            return library == Library.FULL;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static List<AttackSetup> all(List<Level> levels) {
        List<AttackSetup> all = new ArrayList<>();
        for (Variant variant : Variant.values()) {
            levels.forEach(level -> all.add(new AttackSetup(level, variant)));
        }
        // Those that take longest begin first.
        Collections.reverse(all);
        return all;
    }

    VmConfig config(String id) {
        Confinement untrusted = Confinement.of(Profile.UNTRUSTED);
        Confinement.Mode mode = switch (level) {
            case NAMESPACES -> Confinement.Mode.REQUIRED;
            case OFF -> Confinement.Mode.OFF;
            default -> Confinement.Mode.PREFERRED;
        };
        return VmConfig.builder(id)
                .engine(variant.engine)
                .networked(variant.networked)
                .confinement(untrusted.toBuilder()
                        .mode(mode)
                        .library(variant.library)
                        .limits(untrusted.limits().toBuilder()
                                .grace(Duration.ofMillis(50))
                                .build())
                        .build())
                .build();
    }

    /** How long an attack may take: those that end by themselves get the time for it. */
    Duration bound(CorpusAttack attack) {
        boolean untilTheDiskIsFull = attack.fillsTheDisk() || attack.makesManyFiles();
        if (untilTheDiskIsFull) {
            return Duration.ofSeconds(level == Level.OFF && variant == Variant.FULL ? 45 : 1);
        }
        return switch (attack.category()) {
            case "cpu", "driver" -> Duration.ofMillis(150);
            case "proc" -> attack.code().contains("while true") ? Duration.ofMillis(150) : Duration.ofSeconds(5);
            case "mem", "out" -> Duration.ofMillis(700);
            default -> Duration.ofSeconds(5);
        };
    }

    @Override
    public String toString() {
        return level.word() + ", " + variant.word();
    }
}
