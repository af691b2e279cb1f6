// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.engine.Engine;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.core.internal.process.Keepers;
import org.luarium.core.internal.process.KeptFolder;
import org.luarium.isolate.Diagnosis;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.VmConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The persistent VMs of a host: what keeps them, those that other JVMs have left, and the notes for the next one. */
final class KeptVms implements AutoCloseable {
    /** Whoever filters the log knows the host, of which this is a part. */
    private static final Logger log = LoggerFactory.getLogger(VmHost.class);

    private final VmHost host;
    private final ProcessFactory factory;
    private final Customizers customizers;
    private volatile @Nullable Keepers keepers;

    KeptVms(VmHost host, ProcessFactory factory, Customizers customizers) {
        this.host = host;
        this.factory = factory;
        this.customizers = customizers;
    }

    void check(VmConfig wanted) {
        if (wanted.persistent() && keepers == null) {
            throw new UnsupportedOperationException("VM " + wanted.id()
                    + " asks for persistent=true, which needs the link 'fifo' on Linux; here it is '"
                    + factory.linkKind() + "'");
        }
    }

    KeptFolder keep(String id) {
        try {
            return requireNonNull(keepers).create(id);
        } catch (IOException e) {
            throw new LuaProcessException(
                    "VM " + id + " cannot be persistent: its keeper did not start: " + e.getMessage(), null, "", e);
        }
    }

    /** Keeps a process for a moment. */
    Diagnosis diagnose(Engine engine) {
        String layer = "persistent VMs";
        if (keepers == null) {
            return new Diagnosis(
                    layer, Diagnosis.State.MISSING, "nobody can keep them here", "they need the link 'fifo' on Linux");
        }
        try {
            KeptFolder folder = keep("doctor." + System.nanoTime());
            try {
                LuaProcess process = factory.startKept(VmConfig.of("doctor"), engine, folder);
                process.child().kill();
                LastWait.afterKill(process);
                process.child().dispose();
            } finally {
                folder.delete();
            }
            return new Diagnosis(layer, Diagnosis.State.OK, "kept by a process that outlives this JVM", "");
        } catch (LuaProcessException e) {
            return new Diagnosis(
                    layer,
                    Diagnosis.State.MISSING,
                    String.valueOf(e.getMessage()),
                    "use a home on a local file system, such as ext4, xfs, btrfs or tmpfs");
        }
    }

    /** Takes over what other JVMs have left, and lets new ones be made. */
    void adopt(Keepers found) {
        keepers = found;
        for (KeptFolder folder : found.adopt()) {
            try {
                adopt(folder);
            } catch (IOException | RuntimeException e) {
                log.warn("A persistent VM is lost: {}", e.getMessage(), e);
                folder.abandon();
            }
        }
    }

    private void adopt(KeptFolder folder) throws IOException {
        VmRecord record = VmRecord.read(folder.path());
        VmConfig wanted = record.config();
        if (host.find(wanted.id()).isPresent()) {
            log.warn(
                    "Another VM {} of another container lives on in {}; the next container that finds the id free adopts it",
                    wanted.id(),
                    folder.path());
            return;
        }
        OwnedManager creator = host.manager(record.owner(), false);
        VmImpl vm = new VmImpl(wanted, host, creator, creator.owner(), record.engine(), folder, record.created());
        LuaProcess process = record.end().isPresent() ? null : adoptedProcess(folder, record);
        if (process != null) {
            host.track(process);
            factory.sandbox().take(record.inspection().user());
            customizers.adopt(vm, process, Optional.of(folder.path()), host.workers());
        }
        vm.adopt(record, process);
        host.adopted(vm);
    }

    private @Nullable LuaProcess adoptedProcess(KeptFolder folder, VmRecord record) throws IOException {
        Optional<ChildProcess> child = folder.adopted();
        if (child.isEmpty()) {
            return null;
        }
        ChildProcess found = child.get();
        String id = record.config().id();
        String flaw = found.exited() ? "" : record.inspection().flaw(found.pid());
        if (!flaw.isEmpty()) {
            log.error("VM {} is ended: it is not confined as it was when it was left: {}", id, flaw);
            found.kill();
        }
        return new LuaProcess(
                id,
                record.engine(),
                found,
                record.config().confinement().limits(),
                record.report(),
                record.inspection(),
                new Spin());
    }

    /** Notes for the next JVM that a process has ended. */
    void noteEnd(VmImpl vm, LuaProcess last) {
        KeptFolder folder = vm.kept();
        if (folder != null && last.child().exited()) {
            try {
                vm.record(last, last.child().exit().join()).write(folder.path());
            } catch (IOException e) {
                log.debug("the end of VM {} is not noted", vm.id(), e);
            }
        }
    }

    @Override
    public void close() {
        Keepers known = keepers;
        if (known != null) {
            known.close();
        }
    }
}
