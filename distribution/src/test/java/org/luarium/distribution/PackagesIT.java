// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.packages.AvailableRock;
import org.luarium.packages.Dependency;
import org.luarium.packages.EnvironmentManager;
import org.luarium.packages.PackageManager;
import org.luarium.packages.RockName;
import org.luarium.packages.UnresolvableException;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionManager;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmLogger;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** The scenarios of the specification that are about packages, with the repositories that come with Luarium. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PackagesIT {
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Dependency MATHEMATICS = Dependency.of("math_package");

    @Inject
    private PackageManager packages;

    @Inject
    private EnvironmentManager environments;

    @Inject
    private SessionManager sessions;

    @Inject
    private VmManager vms;

    @Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @After
    public void close() {
        sessions.list().forEach(info -> sessions.terminate(info.id()));
        vms.list().forEach(info -> vms.remove(info.id()));
        environments.list().forEach(environment -> environments.delete(environment.name()));
    }

    @Test
    public void scenario5_searchAndInstall() {
        assertThat(packages.search("math")).extracting(AvailableRock::name).contains(new RockName("math_package"));

        packages.install("default", List.of(MATHEMATICS));

        assertThat(packages.list("default"))
                .extracting(rock -> rock.name().text())
                .containsExactly("math_package");
    }

    @Test
    public void scenario11_aSessionLoadsAPackage() {
        packages.install("default", List.of(MATHEMATICS));
        try (Session session = sessions.open("math")) {
            session.loadPackage("math_package");
            session.send("print(math_package.compute(10))");
            assertThat(session.read(SHORT)).isEqualToIgnoringWhitespace("385");
        }
    }

    @Test
    public void scenario12_environmentsOfTwoVmsDoNotSeeEachOther() {
        packages.install("numbers", List.of(MATHEMATICS));
        packages.install("letters", List.of(Dependency.of("bio-utils")));
        try (Vm numbers = vms.create(
                        VmConfig.builder("numbers").environment("numbers").build());
                Vm letters = vms.create(
                        VmConfig.builder("letters").environment("letters").build())) {
            assertThat(numbers.execute("return require('math_package').compute(3)")
                            .stdout())
                    .isEqualToIgnoringWhitespace("14");
            assertThat(numbers.execute("require 'bio_utils'").success()).isFalse();
            assertThat(letters.execute("return require('bio_utils') ~= nil").stdout())
                    .isEqualToIgnoringWhitespace("true");
            assertThat(letters.execute("require 'math_package'").success()).isFalse();
        }
    }

    @Test
    public void scenario13_anApplication() {
        VmLogger log = VmLogger.of("MyApp");
        packages.install("app", List.of(MATHEMATICS));
        try (Session session = sessions.open(
                SessionConfig.of(VmConfig.builder("app_vm").environment("app").build()))) {
            session.loadPackage("math_package");
            session.send("print(\"Result:\", math_package.compute(10))\n");
            String result = session.read(SHORT);
            log.info(result);
            assertThat(result).isEqualToIgnoringWhitespace("Result: 385");
        }
    }

    @Test
    public void scenario17_aPackageForBiology() {
        packages.install("bio", List.of(Dependency.of("bio_compute")));
        try (Session session = sessions.open(
                SessionConfig.of(VmConfig.builder("bio_vm").environment("bio").build()))) {
            session.loadPackage("bio_compute");
            session.send("print(bio_compute.compute(10))\n");
            assertThat(session.read(SHORT)).isEqualToIgnoringWhitespace("1024");
            session.send("print(\"Analysis result:\", bio_compute.analyze_sequence(\"ATCG\"))\n");
            assertThat(session.read(SHORT)).contains("Analysis result:").contains("50");
        }
    }

    @Test
    public void whatCannotBeHadIsSaid() {
        assertThatThrownBy(() -> packages.install("default", List.of(Dependency.of("math_package >= 99"))))
                .isInstanceOf(UnresolvableException.class)
                .hasMessageContaining("math_package")
                .hasMessageContaining("99");
        assertThat(environments.find("default")).isEmpty();
    }

    @Test
    public void aLockBringsTheSameBack() {
        packages.install("one", List.of(Dependency.of("genome-tools")));
        String lock = environments.lock("one");

        environments.restore("two", lock);

        assertThat(environments.lock("two")).isEqualTo(lock);
        assertThat(lock.getBytes(StandardCharsets.UTF_8)).isNotEmpty();
        assertThat(environments.verify("two")).isEmpty();
    }
}
