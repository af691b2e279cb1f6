// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.luarium.core.internal.engine.Engine;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;

/** An "interpreter" that speaks the link wrongly, in the way it is told: {@code hostile.lua}. */
final class HostileEngine implements AutoCloseable {
    private final Path script = Files.createTempFile("luarium-hostile", ".lua");

    HostileEngine() throws IOException {
        try (InputStream source = HostileEngine.class.getResourceAsStream("hostile.lua")) {
            Files.write(script, Objects.requireNonNull(source).readAllBytes());
        }
    }

    /** One that starts in a way that {@code hostile.lua} names, or properly if it does not know that way. */
    Engine starting(String how) {
        return starting("/usr/bin/lua5.4", how);
    }

    Engine starting(String program, String how) {
        Path interpreter = Path.of(program);
        EngineInfo info = new EngineInfo(
                "hostile",
                EngineInfo.Kind.EXTERNAL,
                "none",
                "",
                Optional.of(interpreter),
                EngineInfo.Interrupt.ONCE,
                "");
        return new Engine(info, List.of(interpreter.toString(), script.toString(), how), Map.of(), true);
    }

    /** A VM on it that waits at most {@code start} for its hello and {@code wall} for each script. */
    VmImpl create(TestHost host, String id, String how, Duration start, Duration wall) {
        return create(host, id, starting(how), start, wall);
    }

    VmImpl create(TestHost host, String id, Engine engine, Duration start, Duration wall) {
        return create(
                host,
                id,
                engine,
                Limits.builder().startTime(start).wallTime(wall).build());
    }

    VmImpl create(TestHost host, String id, Engine engine, Limits limits) {
        VmConfig config = VmConfig.builder(id)
                .confinement(Confinement.builder(Profile.TRUSTED).limits(limits).build())
                .build();
        return host.host().create(config, host.host().manager("test", false), engine);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(script);
    }
}
