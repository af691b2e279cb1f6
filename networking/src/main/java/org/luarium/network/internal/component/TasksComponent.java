// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.component;

import java.time.Clock;
import org.luarium.network.internal.socket.PortListener;
import org.luarium.network.internal.socket.SocketHost;
import org.luarium.network.internal.verb.Tasks;
import org.luarium.vm.VmManager;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Holds the tasks of all bundles. */
@Component(service = TasksComponent.class)
public final class TasksComponent {
    private final SocketHost sockets;
    private final Tasks tasks;
    private final PortListener listener;

    @Activate
    public TasksComponent(@Reference VmManager vms, @Reference NetworkCustomizerComponent customizer) {
        sockets = customizer.sockets();
        tasks = new Tasks(vms, new HostTaskSockets(sockets), Clock.systemUTC());
        listener = tasks::listens;
        sockets.addListener(listener);
    }

    Tasks tasks() {
        return tasks;
    }

    @Deactivate
    void close() {
        sockets.removeListener(listener);
        tasks.close();
    }
}
