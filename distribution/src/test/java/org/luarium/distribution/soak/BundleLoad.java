// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.luarium.session.SessionManager;
import org.luarium.vm.VmManager;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** A bundle that comes, opens a VM and a session that it never closes, and goes. */
public final class BundleLoad {
    /** The VM that the bundle creates, and the session that it opens. */
    public static final String VM = "tenant";

    public static final String SESSION = "tenant-session";

    private final BundleContext context;
    private final VmManager vms;
    private final SessionManager sessions;
    private final Path jar;
    private final ReentrantLock deploying = new ReentrantLock();

    public BundleLoad(BundleContext context, VmManager vms, SessionManager sessions, Path jar) {
        this.context = context;
        this.vms = vms;
        this.sessions = sessions;
        this.jar = jar;
    }

    public List<Operation> operations() {
        return List.of(new Operation("bundle deploy", 2, List.of(), this::deploy));
    }

    private String deploy(Random random) throws Exception {
        if (!deploying.tryLock()) {
            return "busy";
        }
        try (InputStream in = Files.newInputStream(jar)) {
            Bundle bundle = context.installBundle("test:tenant", in);
            StringBuilder answers = new StringBuilder();
            for (int starts = 1 + random.nextInt(2); starts > 0; starts--) {
                bundle.start();
                answers.append(ask()).append(' ');
                bundle.stop();
                assertThat(vms.find(VM)).isEmpty();
                assertThat(sessions.find(SESSION)).isEmpty();
            }
            bundle.uninstall();
            return answers.toString();
        } finally {
            deploying.unlock();
        }
    }

    @SuppressWarnings("rawtypes")
    private String ask() throws Exception {
        Collection<ServiceReference<Supplier>> found = context.getServiceReferences(Supplier.class, "(soak=tenant)");
        assertThat(found).hasSize(1);
        ServiceReference<Supplier> reference = found.iterator().next();
        try {
            return String.valueOf(context.getService(reference).get());
        } finally {
            context.ungetService(reference);
        }
    }
}
