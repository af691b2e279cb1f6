// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.luarium.isolate.Diagnosis;
import org.luarium.vm.EngineInfo;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Looks at the machine and at the container. */
public final class Checkup {
    private final BundleContext context;
    private final ServiceComponentRuntime components;

    public Checkup(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    /**
     * All that there is to say.
     *
     * @param engines the interpreters that were found
     */
    public List<Diagnosis> diagnose(List<EngineInfo> engines) {
        Installer installer = Installer.ofMachine();
        List<Diagnosis> findings = new ArrayList<>(Engines.missing(engines, installer));
        findings.add(Surroundings.java(Runtime.version().feature(), Path.of(System.getProperty("java.home"))));
        String home = context.getProperty("luarium.home");
        findings.add(
                home == null
                        ? Layer.HOME.ok("each bundle's own folder, as luarium.home is not set")
                        : Folders.home(Path.of(home)));
        findings.add(Folders.temporary(Path.of(System.getProperty("java.io.tmpdir"))));
        findings.addAll(ProcessLimits.ofMachine().diagnose());
        findings.addAll(Tools.ofMachine(installer).diagnose());
        findings.add(Surroundings.proxy(System.getenv(), System.getProperty("https.proxyHost")));
        findings.addAll(new BundleCheck(context).diagnose());
        findings.addAll(new ComponentCheck(components).diagnose());
        String folder = context.getProperty("luarium.configuration");
        if (folder != null) {
            findings.addAll(ConfigurationCheck.of(context.getBundles()).diagnose(Path.of(folder)));
        }
        return findings;
    }

    /** What there is to say of the terminal of a command. */
    public static Diagnosis terminal(String type, int columns, boolean colour) {
        return Surroundings.terminal(Charset.defaultCharset(), type, columns, colour);
    }
}
