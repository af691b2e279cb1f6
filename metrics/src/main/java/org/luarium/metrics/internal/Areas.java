// SPDX-License-Identifier: Apache-2.0
package org.luarium.metrics.internal;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.luarium.metrics.internal.Definition.counter;
import static org.luarium.metrics.internal.Definition.gauge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionInfo;
import org.luarium.extension.ExtensionManager;
import org.luarium.extension.ExtensionState;
import org.luarium.extension.MethodStatistics;
import org.luarium.isolate.IsolateInfo;
import org.luarium.isolate.IsolateManager;
import org.luarium.isolate.IsolateUsage;
import org.luarium.network.ChannelInfo;
import org.luarium.network.SocketInfo;
import org.luarium.network.VmNetwork;
import org.luarium.session.SessionInfo;
import org.luarium.session.SessionManager;
import org.luarium.store.Store;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmManager;
import org.luarium.vm.VmStatistics;

/** What is measured. */
final class Areas {
    private Areas() {}

    static List<Area<?>> all(Services services) {
        return List.of(
                extensions(services),
                isolates(services),
                network(services),
                sessions(services),
                store(services),
                vms(services));
    }

    private record Vms(VmStatistics all, Collection<VmInfo> each, Collection<EngineInfo> engines) {}

    private static Area<?> vms(Services services) {
        var vm = Definition.<Vms, VmInfo>each("vm", Vms::each, VmInfo::id);
        var engine = Definition.<Vms, EngineInfo>each("engine", Vms::engines, EngineInfo::name);
        return new Area<>(
                "vms",
                () -> services.find(VmManager.class)
                        .map(manager -> new Vms(manager.statistics(), manager.list(), manager.engines())),
                List.of(
                        gauge("luarium_vms", "VMs that exist", vms -> vms.all().live()),
                        gauge(
                                "luarium_vms_busy",
                                "VMs that run a script",
                                vms -> vms.all().busy()),
                        gauge(
                                "luarium_vms_networked",
                                "VMs with networking",
                                vms -> vms.all().networked()),
                        gauge(
                                "luarium_vms_pooled",
                                "Processes that wait in the warm pool",
                                vms -> vms.all().pooled()),
                        counter(
                                "luarium_vms_created_total",
                                "VMs created",
                                vms -> vms.all().created()),
                        counter(
                                "luarium_vms_closed_total",
                                "VMs closed",
                                vms -> vms.all().closed()),
                        counter(
                                "luarium_vms_died_total",
                                "Processes of VMs that ended by themselves",
                                vms -> vms.all().died()),
                        counter(
                                "luarium_vms_replaced_total",
                                "Processes replaced after a kill",
                                vms -> vms.all().replaced()),
                        counter(
                                "luarium_scripts_total",
                                "Scripts begun",
                                vms -> vms.all().scripts()),
                        counter(
                                "luarium_scripts_failed_total",
                                "Scripts that did not end with OK",
                                vms -> vms.all().failed()),
                        vm.counter("luarium_vm_scripts_total", "Scripts that this VM was given", VmInfo::scripts),
                        vm.gauge(
                                "luarium_vm_cpu_seconds",
                                "Processor time of the present process of this VM",
                                info -> seconds(info.usage().cpu())),
                        vm.gauge(
                                "luarium_vm_memory_bytes",
                                "Resident memory of this VM",
                                info -> info.usage().memoryBytes()),
                        engine.gauge(
                                "luarium_engine_usable",
                                "1 if this Lua works, 0 if it does not",
                                info -> info.usable() ? 1 : 0)));
    }

    private static Area<?> isolates(Services services) {
        var kind =
                Definition.<Map<String, Long>, Map.Entry<String, Long>>each("kind", Map::entrySet, Map.Entry::getKey);
        return new Area<>(
                "isolates",
                () -> services.find(IsolateManager.class).map(Areas::kinds),
                List.of(kind.gauge(
                        "luarium_isolates", "Isolated processes, by what they are for", Map.Entry::getValue)));
    }

    private static Map<String, Long> kinds(IsolateManager manager) {
        return manager.list().stream()
                .map(isolate -> isolate.info())
                .collect(groupingBy(IsolateInfo::kind, TreeMap::new, counting()));
    }

    private static Area<?> sessions(Services services) {
        var session = Definition.<List<SessionInfo>, SessionInfo>each("session", List::copyOf, SessionInfo::id);
        return new Area<>(
                "sessions",
                () -> services.find(SessionManager.class).map(SessionManager::list),
                List.of(
                        gauge("luarium_sessions", "Sessions that exist", List::size),
                        session.counter(
                                "luarium_session_inputs_total",
                                "Inputs that this session was sent",
                                SessionInfo::inputs),
                        session.gauge(
                                "luarium_session_waiting_inputs",
                                "Inputs that wait for their turn",
                                SessionInfo::waitingInputs),
                        session.counter(
                                "luarium_session_output_bytes_total",
                                "Output of this session",
                                SessionInfo::outputBytes),
                        session.gauge(
                                "luarium_session_attachments",
                                "Who is attached, readers and the writer",
                                info -> info.readers().size() + (info.writer().isPresent() ? 1 : 0)),
                        session.gauge(
                                "luarium_session_idle_seconds",
                                "Time since anything happened in this session",
                                info -> seconds(info.idle()))));
    }

    /** Calls and memory of an extension. */
    private record Load(ExtensionInfo info, MethodStatistics calls, IsolateUsage usage) {
        static Load of(Extension extension) {
            return new Load(extension.info(), extension.totalStatistics(), extension.usage());
        }
    }

    private static Area<?> extensions(Services services) {
        var extension = Definition.<List<Load>, Load>each(
                "extension", List::copyOf, load -> load.info().name());
        return new Area<>(
                "extensions",
                () -> services.find(ExtensionManager.class)
                        .map(manager -> manager.list().stream().map(Load::of).toList()),
                List.of(
                        gauge("luarium_extensions", "Extensions that are loaded", List::size),
                        extension.gauge(
                                "luarium_extension_up",
                                "1 if this extension can be called, 0 if it cannot",
                                load -> load.info().state() == ExtensionState.READY ? 1 : 0),
                        extension.counter(
                                "luarium_extension_calls_total",
                                "Calls that have ended",
                                load -> load.calls().calls()),
                        extension.counter(
                                "luarium_extension_call_failures_total",
                                "Calls that gave no result",
                                load -> load.calls().failures()),
                        extension.gauge(
                                "luarium_extension_call_median_seconds",
                                "Half of the calls took no longer",
                                load -> seconds(load.calls().median())),
                        extension.gauge(
                                "luarium_extension_call_p99_seconds",
                                "99 of 100 calls took no longer",
                                load -> seconds(load.calls().p99())),
                        extension.counter(
                                "luarium_extension_sent_bytes_total",
                                "Arguments of calls",
                                load -> load.calls().sentBytes()),
                        extension.counter(
                                "luarium_extension_received_bytes_total",
                                "Results of calls",
                                load -> load.calls().receivedBytes()),
                        extension.gauge(
                                "luarium_extension_pending_calls",
                                "Calls that have begun",
                                load -> load.info().pendingCalls()),
                        extension.gauge(
                                "luarium_extension_generation",
                                "How often its process was started",
                                load -> load.info().generation()),
                        extension.gauge(
                                "luarium_extension_cpu_seconds",
                                "Processor time of its present process",
                                load -> seconds(load.usage().cpu())),
                        extension.gauge(
                                "luarium_extension_memory_bytes",
                                "Resident memory of its process",
                                load -> load.usage().residentBytes())));
    }

    private record Contents(int derivations, Collection<Long> sizes, int roots, long free) {
        static Contents of(Store store) {
            try {
                return new Contents(
                        store.derivations().size(),
                        store.usage().values(),
                        store.roots().size(),
                        Files.getFileStore(store.root()).getUsableSpace());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Area<?> store(Services services) {
        return new Area<>(
                "store",
                () -> services.find(Store.class).map(Contents::of),
                List.of(
                        gauge(
                                "luarium_store_objects",
                                "Realizations in the store",
                                contents -> contents.sizes().size()),
                        gauge(
                                "luarium_store_bytes",
                                "Space that they take; a file that several share counts for each",
                                contents -> contents.sizes().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()),
                        gauge("luarium_store_derivations", "Derivations in the store", Contents::derivations),
                        gauge("luarium_store_roots", "Names that keep objects from collection", Contents::roots),
                        gauge("luarium_store_free_bytes", "Space left on the disk of the store", Contents::free)));
    }

    private record Traffic(Collection<SocketInfo> sockets, Collection<ChannelInfo> channels) {}

    private static Area<?> network(Services services) {
        var channel = Definition.<Traffic, ChannelInfo>each("channel", Traffic::channels, ChannelInfo::name);
        return new Area<>(
                "network",
                () -> services.find(VmNetwork.class).map(network -> new Traffic(network.sockets(), network.channels())),
                List.of(
                        gauge(
                                "luarium_sockets",
                                "Sockets that the host holds for VMs",
                                traffic -> traffic.sockets().size()),
                        gauge(
                                "luarium_sockets_received_bytes",
                                "What these sockets have received",
                                traffic -> traffic.sockets().stream()
                                        .mapToLong(SocketInfo::received)
                                        .sum()),
                        gauge(
                                "luarium_sockets_sent_bytes",
                                "What these sockets have sent",
                                traffic -> traffic.sockets().stream()
                                        .mapToLong(SocketInfo::sent)
                                        .sum()),
                        channel.gauge(
                                "luarium_channel_subscribers",
                                "Who hears this channel",
                                info -> info.subscribers().size()),
                        channel.counter(
                                "luarium_channel_published_total", "Messages published", ChannelInfo::published),
                        channel.counter(
                                "luarium_channel_dropped_total",
                                "Messages lost for a subscriber that was too slow",
                                ChannelInfo::dropped)));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
