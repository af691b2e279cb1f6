// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.luarium.store.CollectOptions;
import org.luarium.store.CollectReport;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.disk.PathResolver;
import org.luarium.store.internal.disk.Recipe;
import org.luarium.store.internal.lock.Held;

/**
 * Collects garbage. While it marks and sweeps, nobody matches, commits or leases; so marking is done in memory, and sweeping is one write to the journal and a rename for each object. Files
 * are deleted afterwards. Whoever dies in between leaves objects that the next collection finds again, or trash.
 *
 * <p>Derivations are recipes of some hundred bytes without a date. They are forgotten when they have no realization left, no derivation that stays depends on them, and no failed attempt
 * young enough to be kept belongs to them. If a realization of one is on its way just then, its commit defines it anew.
 */
public final class Collector {
    private final Disk disk;
    private final Profiles profiles;
    private final Roots roots;
    private final InstantSource clock;

    public Collector(Disk disk, Profiles profiles, Roots roots, InstantSource clock) {
        this.disk = disk;
        this.profiles = profiles;
        this.roots = roots;
        this.clock = clock;
    }

    /** See {@link org.luarium.store.Store#collect}. */
    public CollectReport collect(CollectOptions options) {
        Set<Ref.RRef> linked = StoreLinks.in(options.linkFolders(), new PathResolver(disk.layout()));
        Instant now = clock.instant();
        CollectReport report = decide(options, linked, now);
        if (!options.dryRun()) {
            new Logs(disk).sweep(now, options.minimumAge());
            disk.emptyTrash();
        }
        return new CollectReport(report.removed(), report.derivations(), report.kept(), foreign(), report.pause());
    }

    /** What others have to wait for. */
    private CollectReport decide(CollectOptions options, Set<Ref.RRef> linked, Instant now) {
        try (Held alone = disk.collect()) {
            requireNonNull(alone, "alone");
            long begin = System.nanoTime();
            disk.refresh();
            Marking marking = mark(options, linked, now);
            List<Entry> order = Order.of(unmarked(marking), options.freeBytes());
            List<Ref.DRef> forgotten = forgotten(order, marking, options, now);
            Map<Ref.RRef, Long> removed = new LinkedHashMap<>();
            order.forEach(entry -> removed.put(entry.ref(), entry.object().size()));
            int kept = disk.count() - removed.size();
            if (!options.dryRun()) {
                disk.remove(removed.keySet(), forgotten);
            }
            return new CollectReport(removed, forgotten, kept, List.of(), Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    Marking mark(CollectOptions options, Set<Ref.RRef> linked, Instant now) {
        Marking marking = new Marking(disk);
        marking.keep(options.keep());
        marking.keep(linked);
        Holder.all(disk, profiles, roots).forEach(holder -> marking.keep(holder.refs()));
        if (!options.minimumAge().isZero()) {
            for (Entry entry : disk.objects()) {
                if (isYoung(entry.object().ended(), options, now)) {
                    marking.keep(entry);
                }
            }
        }
        return marking;
    }

    private static boolean isYoung(Instant instant, CollectOptions options, Instant now) {
        return Duration.between(instant, now).compareTo(options.minimumAge()) < 0;
    }

    private List<Entry> unmarked(Marking marking) {
        List<Entry> unmarked = new ArrayList<>();
        if (marking.count() == disk.count()) {
            return unmarked;
        }
        for (Entry entry : disk.objects()) {
            if (!marking.isMarked(entry)) {
                unmarked.add(entry);
            }
        }
        return unmarked;
    }

    /** The derivations to forget. If the collection ends early, because enough is free, those that it has not touched stay as well. */
    private List<Ref.DRef> forgotten(List<Entry> order, Marking marking, CollectOptions options, Instant now) {
        BitSet removed = new BitSet(); // by number
        long freed = 0;
        for (Entry entry : order) {
            removed.set(entry.number());
            freed += entry.object().size();
        }
        boolean early = freed >= options.freeBytes();
        Set<Recipe> forgotten = new HashSet<>();
        Marking needed = new Marking(disk);
        for (Recipe recipe : disk.recipes()) {
            if (!marking.isMarked(recipe) && isUnrealized(recipe, removed)) {
                boolean touched = !recipe.objects().isEmpty();
                if ((early && !touched) || hasYoungAttempt(recipe, options, now)) {
                    needed.keep(recipe);
                } else {
                    forgotten.add(recipe);
                }
            }
        }
        forgotten.removeIf(needed::isMarked);
        return forgotten.stream().map(Recipe::dref).sorted().toList();
    }

    /** Whether it is defined, and all that was made by it is removed. */
    private static boolean isUnrealized(Recipe recipe, BitSet removed) {
        for (Entry entry : recipe.objects()) {
            if (!removed.get(entry.number())) {
                return false;
            }
        }
        return recipe.isDefined();
    }

    private static boolean hasYoungAttempt(Recipe recipe, CollectOptions options, Instant now) {
        return recipe.attempts().stream().anyMatch(attempt -> isYoung(attempt.ended(), options, now));
    }

    private List<Path> foreign() {
        List<Path> foreign = new ArrayList<>(disk.foreign());
        foreign.addAll(roots.foreign());
        foreign.addAll(profiles.foreign());
        return foreign.stream().sorted().toList();
    }
}
