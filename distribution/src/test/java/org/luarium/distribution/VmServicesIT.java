// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.value.LuaValue;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.EnvironmentMissingException;
import org.luarium.vm.HostModule;
import org.luarium.vm.Lifetime;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;
import org.luarium.vm.VmScope;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** VMs as other bundles meet them: as services, by configuration, prepared by customizers. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class VmServicesIT {
    private static final String LOCATION = "?";

    @Inject
    private BundleContext context;

    @Inject
    private VmManager manager;

    @Inject
    private ConfigurationAdmin configurations;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @Test
    public void theVmsOfABundleEndWithItsUseOfTheManager() {
        BundleContext other = other();
        ServiceReference<VmManager> reference = other.getServiceReference(VmManager.class);
        VmManager others = other.getService(reference);
        others.create("theirs");
        others.create(VmConfig.builder("lasting").lifetime(Lifetime.HOST).build());

        assertThat(manager.get("theirs").info().owner())
                .isEqualTo(other.getBundle().getSymbolicName());
        other.ungetService(reference);

        assertThat(manager.find("theirs")).isEmpty();
        assertThat(manager.get("lasting").execute("return 1").success()).isTrue();
        manager.remove("lasting");
    }

    private BundleContext other() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> "org.apache.felix.configadmin".equals(bundle.getSymbolicName()))
                .map(Bundle::getBundleContext)
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void eachVmIsAServiceWithItsFacts() throws Exception {
        try (Vm vm = manager.create("seen")) {
            Collection<ServiceReference<Vm>> found = context.getServiceReferences(Vm.class, "(vm.id=seen)");

            assertThat(found).hasSize(1);
            ServiceReference<Vm> reference = found.iterator().next();
            assertThat(reference.getProperty("vm.profile")).isEqualTo("standard");
            assertThat(reference.getProperty("vm.engine"))
                    .isEqualTo(vm.info().engine().name());
            assertThat(context.getService(reference)).isSameAs(vm);
        }
        assertThat(context.getServiceReferences(Vm.class, "(vm.id=seen)")).isEmpty();
    }

    @Test
    public void theServiceOfAVmTellsThatItDied() throws Exception {
        try (Vm vm = manager.create("mortal")) {
            vm.isolate().kill();

            await().untilAsserted(() -> assertThat(context.getServiceReferences(Vm.class, "(vm.state=dead)"))
                    .hasSize(1));
        }
    }

    @Test
    public void aConfigurationMakesAVm() throws Exception {
        Configuration configuration =
                configurations.getFactoryConfiguration("org.luarium.vm.instance", "lab", LOCATION);
        configuration.update(FrameworkUtil.asDictionary(Map.of("id", "lab", "profile", "trusted", "code", "x = 42")));

        await().until(() -> manager.find("lab").isPresent());
        await().untilAsserted(() ->
                assertThat(manager.get("lab").execute("return x").value()).isEqualTo(LuaValue.of(42)));
        configuration.delete();
        await().until(() -> manager.find("lab").isEmpty());
    }

    @Test
    public void aChangedConfigurationLeavesLivingVmsAlone() throws Exception {
        try (VmScope scope = manager.scope()) {
            Vm vm = scope.create("stays");
            vm.execute("x = 1");
            Configuration configuration = configurations.getConfiguration("org.luarium.vm", LOCATION);
            configuration.update(FrameworkUtil.asDictionary(Map.of("pool.size", 2)));
            try {
                await().until(() -> {
                    if (manager.statistics().pooled() == 0) {
                        // The pool learns from the VMs that are created what to keep ready.
                        scope.create("warm").close();
                    }
                    return manager.statistics().pooled() == 2;
                });
                assertThat(vm.execute("return x").value()).isEqualTo(LuaValue.of(1));
            } finally {
                configuration.delete();
            }
            await().untilAsserted(
                            () -> assertThat(manager.statistics().pooled()).isZero());
        }
    }

    @Test
    public void aCustomizerPreparesVmsOfItsEnvironment() throws Exception {
        Path modules = Files.createTempDirectory("modules");
        Path greeting = Files.writeString(modules.resolve("greeting.lua"), "return 'hello from a module'");
        ServiceRegistration<VmCustomizer> registration =
                context.registerService(VmCustomizer.class, new Greeter(modules), null);
        try (VmScope scope = manager.scope()) {
            Vm vm = scope.create(
                    VmConfig.builder("greeted").environment("greetings").build());

            assertThat(vm.execute("return require('greeting')").value()).isEqualTo(LuaValue.of("hello from a module"));
            assertThat(vm.execute("return greeter.name()").value()).isEqualTo(LuaValue.of("Lua"));
        } finally {
            registration.unregister();
            Files.delete(greeting);
            Files.delete(modules);
        }
    }

    private record Greeter(Path modules) implements VmCustomizer {
        @Override
        public boolean provides(String environment) {
            return "greetings".equals(environment);
        }

        @Override
        public void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation) {
            if (config.environment().filter(this::provides).isPresent()) {
                preparation.addReadable(modules);
                preparation.addPath(modules + "/?.lua");
                preparation.provide(
                        "greeter",
                        HostModule.builder()
                                .simple("name", arguments -> LuaValue.of("Lua"))
                                .build());
            }
        }
    }

    @Test
    public void anEnvironmentThatNobodyProvidesIsNamed() {
        assertThatThrownBy(() -> manager.create(
                        VmConfig.builder("lost").environment("nowhere").build()))
                .isInstanceOf(EnvironmentMissingException.class)
                .hasMessageContaining("'nowhere'");
        assertThat(manager.find("lost")).isEmpty();
    }
}
