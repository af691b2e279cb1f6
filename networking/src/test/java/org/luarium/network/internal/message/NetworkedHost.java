// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.luarium.core.internal.process.Folders;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.network.internal.TestVms;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmScope;

/** Real VMs that send messages. */
final class NetworkedHost implements AutoCloseable {
    private final Path folder;
    private final TestVms host;
    private final MessageHost messages;

    NetworkedHost() throws IOException {
        this(MessageLimits.defaults());
    }

    NetworkedHost(MessageLimits limits) throws IOException {
        folder = Files.createTempDirectory("luarium-messages");
        messages = new MessageHost(limits);
        host = new TestVms(folder, messages::prepare);
    }

    MessageHost messages() {
        return messages;
    }

    VmScope manager() {
        return host.manager();
    }

    /** A networked VM. */
    Vm create(String id) {
        return create(id, builder -> builder);
    }

    Vm create(String id, UnaryOperator<VmConfig.Builder> more) {
        return host.manager()
                .create(more.apply(VmConfig.builder(id).networked(true).confinement(Confinement.of(Profile.TRUSTED)))
                        .build());
    }

    @Override
    public void close() {
        host.close();
        messages.close();
        Folders.delete(folder);
    }
}
