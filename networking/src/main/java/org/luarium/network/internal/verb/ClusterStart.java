// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.verb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.luarium.network.ClusterOptions;
import org.luarium.network.NetworkTask;
import org.luarium.network.NetworkingException;
import org.luarium.network.PeerOptions.Peer;

/** Starts peers, and tells them of each other when all of them listen. */
public final class ClusterStart {
    private static final int MOST = 65;
    private static final int HIGHEST_PORT = 65_535;
    private static final Duration WAIT = Duration.ofSeconds(30);

    private ClusterStart() {}

    public static List<NetworkTask> start(Tasks tasks, List<String> vms, ClusterOptions options, String owner) {
        check(vms, options);
        List<RunningTask> peers = new ArrayList<>();
        boolean started = false;
        try {
            for (int i = 0; i < vms.size(); i++) {
                int port = options.basePort() == 0 ? 0 : options.basePort() + i;
                peers.add(tasks.startHeld(vms.get(i), Plan.peer(port, options.duration(), options.interval()), owner));
            }
            List<Integer> ports = ports(peers);
            for (int i = 0; i < peers.size(); i++) {
                peers.get(i).give(Plan.lines(neighbours(i, ports, options.topology())));
            }
            started = true;
            return List.copyOf(peers);
        } finally {
            if (!started) {
                // Whoever tries again finds the VMs free.
                Tasks.stop(peers);
            }
        }
    }

    private static void check(List<String> vms, ClusterOptions options) {
        if (vms.size() < 2 || vms.size() > MOST || new HashSet<>(vms).size() < vms.size()) {
            throw new NetworkingException("a cluster has 2 to " + MOST + " different VMs, and these are "
                    + (vms.isEmpty() ? "none" : String.join(", ", vms)));
        }
        if (options.basePort() != 0 && options.basePort() + vms.size() - 1 > HIGHEST_PORT) {
            throw new NetworkingException("there are not " + vms.size() + " ports from " + options.basePort()
                    + " on; take a lower one, or 0");
        }
    }

    private static List<Integer> ports(List<RunningTask> peers) {
        long end = System.nanoTime() + WAIT.toNanos();
        List<Integer> ports = new ArrayList<>();
        for (RunningTask peer : peers) {
            try {
                ports.add(peer.listening()
                        .toCompletableFuture()
                        .get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                throw new NetworkingException(
                        "the cluster was not started: " + (cause == null ? e : cause).getMessage(), e);
            } catch (TimeoutException e) {
                throw new NetworkingException(
                        "the cluster was not started: VM " + peer.vm() + " has not listened within " + WAIT.toSeconds()
                                + " s, as it runs something else",
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NetworkingException("the cluster was not started: interrupted", e);
            }
        }
        return ports;
    }

    private static List<Peer> neighbours(int place, List<Integer> ports, ClusterOptions.Topology topology) {
        List<Integer> others = topology == ClusterOptions.Topology.RING
                ? List.of(ports.get((place + 1) % ports.size()))
                : ports.subList(place + 1, ports.size());
        return others.stream().map(port -> new Peer("127.0.0.1", port)).toList();
    }
}
