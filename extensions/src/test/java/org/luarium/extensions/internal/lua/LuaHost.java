// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.lua;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.core.internal.process.FifoLauncher;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.root.RootStore;
import org.luarium.core.internal.vm.BootScript;
import org.luarium.core.internal.vm.HostConfig;
import org.luarium.core.internal.vm.ProcessFactory;
import org.luarium.core.internal.vm.VmHost;
import org.luarium.extension.ExtensionKind;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionSpecBuilder;
import org.luarium.extension.spi.ValueMapper;
import org.luarium.extensions.internal.host.Extensions;
import org.luarium.extensions.internal.host.Grants;
import org.luarium.extensions.internal.host.LoadedExtension;
import org.luarium.extensions.internal.host.Registrar;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.Vm;
import org.luarium.vm.VmScope;

/** Extensions in Lua without a container, in real VMs, in a folder that goes away. */
final class LuaHost implements AutoCloseable {
    private static final VmHost.Listener NOBODY = new VmHost.Listener() {
        @Override
        public void created(Vm vm) {}

        @Override
        public void changed(Vm vm) {}

        @Override
        public void closed(Vm vm) {}
    };

    final Path folder;
    final Extensions extensions;
    final VmScope vms;
    final BlockingQueue<String> registrations = new LinkedBlockingQueue<>();
    private final VmHost host;

    LuaHost() throws IOException {
        this(Grants.NONE);
    }

    LuaHost(Grants grants) throws IOException {
        folder = Files.createTempDirectory("luarium-lua-test").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        FifoLauncher launcher = new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")));
        Sandbox sandbox = new Sandbox(
                launcher,
                true,
                new RootStore(folder.resolve("roots")),
                folder.resolve("sandbox"),
                Tier.NAMESPACES,
                760_000);
        host = new VmHost(
                HostConfig.defaults(),
                new EngineCatalog(folder.resolve("engines"), System.getenv("PATH")),
                new ProcessFactory(launcher, new BootScript(folder), sandbox),
                List.of(),
                NOBODY);
        vms = host.manager("test", false);
        extensions = new Extensions(
                Map.of(ExtensionKind.LUA, new LuaStarter(vms, grants)),
                new Registrar() {
                    @Override
                    public void publish(LoadedExtension extension) {
                        registrations.add("published " + extension.name() + " " + extension.generation());
                    }

                    @Override
                    public void withdraw(LoadedExtension extension) {
                        registrations.add("withdrawn " + extension.name());
                    }
                },
                Clock.systemUTC());
    }

    /** Those of the usual interpreters that are here, and the one that Luarium brings. */
    Stream<String> engines() {
        return vms.engines().stream()
                .filter(EngineInfo::usable)
                .map(EngineInfo::name)
                .filter(List.of("lua5.1", "lua5.4", "luajit", "embedded")::contains);
    }

    /** An extension of a module that is made of the given text. */
    ExtensionSpecBuilder lua(String name, String text, Class<?>... interfaces) throws IOException {
        Path modules = Files.createDirectories(folder.resolve("modules-" + name));
        Files.setPosixFilePermissions(modules, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = Files.writeString(modules.resolve(name + ".lua"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return ExtensionSpec.lua(name, name, interfaces).readable(modules);
    }

    /** The extension of tests. */
    ExtensionSpecBuilder sample(String name, String engine) throws IOException {
        try (InputStream in = requireNonNull(LuaHost.class.getResourceAsStream("/lua/sample.lua"))) {
            return lua(name, new String(in.readAllBytes(), StandardCharsets.UTF_8), Sample.class)
                    .map(Sample.Celsius.class, new CelsiusMapper())
                    .engine(engine);
        }
    }

    private static final class CelsiusMapper implements ValueMapper<Sample.Celsius, Double> {
        @Override
        public Class<Double> plainType() {
            return Double.class;
        }

        @Override
        public Double toPlain(Sample.Celsius value) {
            return value.degrees;
        }

        @Override
        public Sample.Celsius fromPlain(Double plain) {
            return new Sample.Celsius(plain);
        }
    }

    @Override
    public void close() {
        extensions.close();
        host.close();
        Folders.delete(folder);
    }
}
