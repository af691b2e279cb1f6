// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.store.Attempt;
import org.luarium.store.Query;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;

/** The real store. */
final class TestStore extends StoreImpl {
    TestStore(Path root) {
        super(root, Settings.defaults());
    }

    @Override
    public List<Realization> find(Query query) {
        return derivations().stream()
                .filter(dref -> Glob.of(query.nameGlob()).test(dref.name()))
                .flatMap(dref -> realizations(dref).stream())
                .filter(realization -> realization.started().isAfter(query.newerThan()))
                .toList();
    }

    @Override
    public List<Attempt> attempts(Ref.DRef dref) {
        return List.of();
    }

    @Override
    public Map<Ref.DRef, List<Ref.RRef>> context(Ref.RRef rref) {
        Map<Ref.DRef, List<Ref.RRef>> all =
                new TreeMap<>(find(rref).orElseThrow().dependencies());
        find(rref).orElseThrow().dependencies().values().forEach(refs -> refs.forEach(ref -> all.putAll(context(ref))));
        return all;
    }

    @Override
    public Set<Ref.RRef> dependents(Ref.RRef rref, boolean indirect) {
        Set<Ref.RRef> found = new TreeSet<>();
        find(Query.all()).stream()
                .filter(each -> each.dependencies().values().stream().anyMatch(refs -> refs.contains(rref)))
                .forEach(each -> found.add(each.ref()));
        return found;
    }
}
