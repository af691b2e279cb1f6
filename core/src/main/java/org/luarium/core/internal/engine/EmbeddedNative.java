// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.LauncherImage;
import org.luarium.vm.EngineInfo;

/** The embedded Lua as a native process: a launcher that we write, and the library beside it. */
final class EmbeddedNative implements Embedded {
    static final String LAUNCHER = "lua";

    private static final String SCRIPT = "probe.lua";

    private volatile @Nullable FileSet files;

    @Override
    public EngineInfo.Kind kind() {
        return EngineInfo.Kind.EMBEDDED_NATIVE;
    }

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public EngineInfo.Interrupt interrupt() {
        return EngineInfo.Interrupt.LASTING;
    }

    @Override
    public FileSet files() throws IOException {
        FileSet known = files;
        if (known == null) {
            known = describe();
            files = known;
        }
        return known;
    }

    private static FileSet describe() throws IOException {
        Optional<Architecture> architecture = Architecture.current();
        Optional<Natives> natives = Natives.of(Natives.currentPlatform());
        if (architecture.isEmpty() || natives.isEmpty()) {
            throw new IOException("there is none for " + Natives.currentPlatform());
        }
        return new FileSet("native")
                .with(LAUNCHER, launcherSha256(architecture.get()), () -> LauncherImage.of(architecture.get()))
                .with(natives.get().file(), natives.get().sha256(), () -> library(natives.get()))
                .with(SCRIPT, EngineProber.QUESTION.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The checksum of the launcher. Not computed, because to write the launcher and to digest it costs a starting JVM 25 ms
     * for nothing when it has been installed before; a test compares it with what {@link LauncherImage} writes.
     */
    static String launcherSha256(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> "56a507661f0dc10438c231a192e153fe29b46fef482d4f812b54e8c1d005944f";
            case AARCH64 -> "89fd42abbdf1be90068c1c5b35793bbceccaacb8befe7269f889192c079a120d";
        };
    }

    static byte[] library(Natives natives) throws IOException {
        return Resources.read("/engine/" + natives.platform() + "/" + natives.file());
    }

    @Override
    public String surroundings() {
        return "";
    }

    @Override
    public List<String> command(Path root, Path folder) {
        return List.of(folder.resolve(LAUNCHER).toString());
    }

    @Override
    public List<String> probe(Path root, Path folder) {
        return List.of(
                folder.resolve(LAUNCHER).toString(), folder.resolve(SCRIPT).toString());
    }

    @Override
    public Duration bound() {
        return EngineProber.BOUND;
    }

    @Override
    public Map<String, String> variables() {
        return Map.of();
    }

    @Override
    public boolean memoryByAddressSpace() {
        return true;
    }
}
