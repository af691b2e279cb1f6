// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.component;

import org.luarium.network.internal.message.MessageHost;
import org.luarium.network.internal.message.MessageLimits;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Gives networked VMs the module {@code net}. */
@Component(service = {VmCustomizer.class, MessageComponent.class})
public final class MessageComponent implements VmCustomizer {
    private final MessageHost host;

    @Activate
    public MessageComponent() {
        host = new MessageHost(MessageLimits.defaults());
    }

    MessageHost host() {
        return host;
    }

    @Override
    public boolean provides(String environment) {
        return false;
    }

    @Override
    public void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation) {
        host.prepare(config, preparation);
    }

    @Deactivate
    void close() {
        host.close();
    }
}
