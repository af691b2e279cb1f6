// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.luarium.store.Attempt;
import org.luarium.store.Config;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.record.JournalRecord;
import org.luarium.store.internal.reference.Definition;

/** What can be told of derivations and realizations one by one. */
public final class Descriptions {
    private final Disk disk;

    public Descriptions(Disk disk) {
        this.disk = disk;
    }

    /** See {@link org.luarium.store.Store#attempts}. */
    public List<Attempt> attempts(Ref.DRef dref) {
        disk.refresh();
        return disk.attempts(dref).stream().map(this::attempt).toList();
    }

    private Attempt attempt(JournalRecord.Failed failed) {
        Optional<Path> log = Optional.of(failed.log())
                .filter(name -> !name.isEmpty())
                .map(disk.layout().attempts()::resolve)
                .filter(Files::exists);
        return new Attempt(failed.dref(), failed.started(), failed.ended(), failed.problem(), log);
    }

    /** See {@link org.luarium.store.Store#difference}. */
    public String difference(Ref.DRef left, Ref.DRef right) {
        disk.refresh();
        return Difference.unified(
                left.toString(),
                ConfigText.lines(config(left).values()),
                right.toString(),
                ConfigText.lines(config(right).values()));
    }

    private Config config(Ref.DRef dref) {
        return disk.definition(dref)
                .map(Definition::config)
                .orElseThrow(() -> new ObjectNotFoundException(dref.toString()));
    }

    /** See {@link org.luarium.store.Store#usage}. */
    public SortedMap<Ref.RRef, Long> usage() {
        disk.refresh();
        SortedMap<Ref.RRef, Long> usage = new TreeMap<>();
        disk.objects().forEach(entry -> usage.put(entry.ref(), entry.object().size()));
        return usage;
    }
}
