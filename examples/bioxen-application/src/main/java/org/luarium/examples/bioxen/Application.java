// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.bioxen;

import java.time.Duration;
import java.util.List;
import org.luarium.packages.Dependency;
import org.luarium.packages.EnvironmentChange;
import org.luarium.packages.PackageManager;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionManager;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmLogger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Adds {@code bioxen:compute NUMBER} to the shell: a package is installed, a session loads it, computes and ends. */
@Component(
        service = Application.class,
        property = {"osgi.command.scope=bioxen", "osgi.command.function=compute"})
public final class Application {
    private static final String ENVIRONMENT = "bioxen";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final VmLogger log = VmLogger.of("BioXen");
    private final PackageManager packages;
    private final SessionManager sessions;

    @Activate
    public Application(@Reference PackageManager packages, @Reference SessionManager sessions) {
        this.packages = packages;
        this.sessions = sessions;
    }

    public String compute(int number) {
        EnvironmentChange change = packages.install(ENVIRONMENT, List.of(Dependency.of("math_package")));
        log.info("Environment " + ENVIRONMENT + " got " + change.added());
        SessionConfig config = SessionConfig.of(
                VmConfig.builder("app_vm").environment(ENVIRONMENT).build());
        try (Session session = sessions.open(config)) {
            session.loadPackage("math_package");
            session.send("print(\"Result:\", math_package.compute(" + number + "))\n");
            return session.read(PATIENCE).strip();
        }
    }
}
