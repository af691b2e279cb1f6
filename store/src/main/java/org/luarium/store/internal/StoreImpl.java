// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.luarium.store.Attempt;
import org.luarium.store.Closure;
import org.luarium.store.CollectOptions;
import org.luarium.store.CollectReport;
import org.luarium.store.Config;
import org.luarium.store.InvalidPlanException;
import org.luarium.store.Lease;
import org.luarium.store.Lens;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Profile;
import org.luarium.store.Query;
import org.luarium.store.Realization;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.Stages;
import org.luarium.store.Steps;
import org.luarium.store.Store;
import org.luarium.store.Trust;
import org.luarium.store.VerifyOptions;
import org.luarium.store.VerifyReport;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.exchange.CachePublisher;
import org.luarium.store.internal.exchange.Exporter;
import org.luarium.store.internal.exchange.HttpCache;
import org.luarium.store.internal.exchange.Importer;
import org.luarium.store.internal.fetch.Downloader;
import org.luarium.store.internal.fetch.Timing;
import org.luarium.store.internal.inspect.Descriptions;
import org.luarium.store.internal.inspect.Finder;
import org.luarium.store.internal.inspect.Lenses;
import org.luarium.store.internal.inspect.Places;
import org.luarium.store.internal.inspect.Relations;
import org.luarium.store.internal.keep.Collector;
import org.luarium.store.internal.keep.Profiles;
import org.luarium.store.internal.keep.Removal;
import org.luarium.store.internal.keep.Roots;
import org.luarium.store.internal.lease.LeaseFile;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.plan.Definitions;
import org.luarium.store.internal.plan.Instantiation;
import org.luarium.store.internal.realize.Programs;
import org.luarium.store.internal.realize.Realizing;
import org.luarium.store.internal.reference.Definition;
import org.luarium.store.internal.stage.StockStages;
import org.luarium.store.internal.verify.Verifier;

/** The store: hands each question to the part that knows. The component that publishes it extends it, as nothing else should. */
public class StoreImpl implements Store, AutoCloseable {
    private final Disk disk;
    private final Realizing realizing;
    private final Downloader downloader;
    private final StockStages stages;
    private final HttpCache cache;
    private final CachePublisher publisher;
    private final Exporter exporter;
    private final Importer importer;
    private final Background background = new Background();
    private final InstantSource clock;
    private final Relations relations;
    private final Descriptions descriptions;
    private final Places places;
    private final Roots roots;
    private final Profiles profiles;

    /** Opens a store. */
    public StoreImpl(Path root, Settings settings) {
        this.disk = Disk.open(root);
        this.cache = new HttpCache(disk, settings.exchange());
        this.realizing = new Realizing(
                disk,
                new Programs(settings.buildRunner(), settings.programTime()),
                cache,
                settings.clock(),
                settings.jobs());
        this.downloader = new Downloader(disk.layout().fetching(), Timing.DEFAULT);
        this.stages = new StockStages(downloader);
        this.publisher = new CachePublisher(disk, settings.exchange().key());
        this.exporter = new Exporter(disk, settings.exchange().key());
        this.importer = new Importer(disk, settings.exchange().limits());
        this.clock = settings.clock();
        this.relations = new Relations(disk);
        this.descriptions = new Descriptions(disk);
        this.places = new Places(disk);
        this.roots = new Roots(disk);
        this.profiles = new Profiles(disk, clock);
    }

    @Override
    public Path root() {
        return disk.layout().root();
    }

    @Override
    public Stages stages() {
        return stages;
    }

    @Override
    public <R> Closure<R> instantiate(Stage<R> stage) {
        Instantiation<R> instantiation = Instantiation.of(this, stage);
        disk.refresh();
        disk.define(instantiation.definitions());
        return instantiation.closure();
    }

    @Override
    public <R> Realized<R> realize(Closure<R> closure, RealizeOptions options) {
        check(closure);
        return realizing.realize(closure, options);
    }

    @Override
    public <R> CompletableFuture<Realized<R>> realizeAsync(Closure<R> closure, RealizeOptions options) {
        check(closure);
        return background.call("realize " + closure.targets(), () -> realizing.realize(closure, options));
    }

    @Override
    public Steps step(Closure<?> closure, Set<Ref.DRef> pauseAt, RealizeOptions options) {
        check(closure);
        return realizing.step(closure, pauseAt, options);
    }

    private void check(Closure<?> closure) {
        if (!(closure.plan() instanceof Definitions definitions) || definitions.owner() != this) {
            throw new InvalidPlanException("the closure belongs to another store; instantiate its stage in this one");
        }
    }

    @Override
    public List<Ref.DRef> derivations() {
        disk.refresh();
        return disk.definitions();
    }

    @Override
    public Config config(Ref.DRef dref) {
        disk.refresh();
        return disk.definition(dref)
                .map(Definition::config)
                .orElseThrow(() -> new ObjectNotFoundException(dref.toString()));
    }

    @Override
    public List<Realization> realizations(Ref.DRef dref) {
        disk.refresh();
        return disk.objects(dref).stream().map(Entry::realization).toList();
    }

    @Override
    public Optional<Realization> find(Ref.RRef rref) {
        disk.refresh();
        return disk.object(rref).map(Entry::realization);
    }

    @Override
    public List<Realization> find(Query query) {
        return new Finder(disk).find(query);
    }

    @Override
    public Optional<Ref.RRef> refOf(Path path) {
        return places.refOf(path);
    }

    @Override
    public Map<Ref.DRef, List<Ref.RRef>> context(Ref.RRef rref) {
        return relations.context(rref);
    }

    @Override
    public Set<Ref.RRef> dependents(Ref.RRef rref, boolean indirect) {
        return relations.dependents(rref, indirect);
    }

    @Override
    public List<Ref> whyDepends(Ref from, Ref to) {
        return relations.whyDepends(from, to);
    }

    @Override
    public List<Attempt> attempts(Ref.DRef dref) {
        return descriptions.attempts(dref);
    }

    @Override
    public Lens lens(Ref ref) {
        return new Lenses(disk).lens(ref);
    }

    @Override
    public String difference(Ref.DRef left, Ref.DRef right) {
        return descriptions.difference(left, right);
    }

    @Override
    public Map<Ref.RRef, Long> usage() {
        return descriptions.usage();
    }

    @Override
    public Path link(Ref.RRef rref, Path link) {
        return places.link(rref, link);
    }

    @Override
    public void copy(Ref.RRef rref, Path target) {
        places.copy(rref, target);
    }

    @Override
    public Lease lease(Collection<Ref.RRef> refs) {
        LeaseFile lease = LeaseFile.create(disk);
        try (Held sharing = disk.share()) {
            assert sharing != null;
            disk.refresh();
            refs.forEach(disk::get);
            lease.add(refs);
            return lease;
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    @Override
    public void addRoot(String name, Ref.RRef rref) {
        roots.add(name, rref);
    }

    @Override
    public boolean removeRoot(String name) {
        return roots.remove(name);
    }

    @Override
    public Map<String, Ref.RRef> roots() {
        return roots.all();
    }

    @Override
    public Profile profile(String name) {
        return profiles.get(name);
    }

    @Override
    public List<String> profiles() {
        return profiles.names();
    }

    @Override
    public boolean removeProfile(String name) {
        return profiles.remove(name);
    }

    @Override
    public void remove(Ref ref) {
        new Removal(disk, profiles, roots).remove(ref);
    }

    @Override
    public CollectReport collect(CollectOptions options) {
        return new Collector(disk, profiles, roots, clock).collect(options);
    }

    @Override
    public VerifyReport verify(VerifyOptions options) {
        return new Verifier(disk, cache::restore).verify(options);
    }

    @Override
    public void exportTo(Collection<Ref.RRef> refs, OutputStream out) {
        exporter.write(refs, out);
    }

    @Override
    public Set<Ref.RRef> importFrom(InputStream in, Trust trust) {
        return importer.read(in, trust);
    }

    @Override
    public int publish(Collection<Ref.RRef> refs, Path folder) {
        return publisher.publish(refs, folder);
    }

    @Override
    public void close() {
        background.close();
        downloader.close();
        cache.close();
        disk.close();
    }
}
