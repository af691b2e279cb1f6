// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import org.luarium.store.Config;
import org.luarium.store.Matcher;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;

/** What tests exchange: a base, two things made of it, and one made of both. Counts how often anything is built. */
final class Samples {
    final AtomicInteger builds = new AtomicInteger();

    Stage<Ref.DRef> diamond() {
        return plan -> {
            Ref.DRef base = plan.derive(Config.builder("base").set("n", 1).build(), realizer("base", out -> {
                Files.writeString(out.resolve("a"), "hello");
                Files.createDirectories(out.resolve("empty/inner"));
                Files.createDirectory(out.resolve("bin"));
                Files.writeString(out.resolve("bin/run"), "#!/bin/sh\n");
                Files.setPosixFilePermissions(out.resolve("bin/run"), PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.createSymbolicLink(out.resolve("link"), Path.of("bin/run"));
                Files.write(out.resolve("big"), new byte[300_000]);
            }));
            Ref.DRef left = plan.derive(
                    Config.builder("left").set("base", base).build(),
                    realizer("left", out -> Files.writeString(out.resolve("l"), "left")));
            Ref.DRef right = plan.derive(
                    Config.builder("right").set("base", base).build(),
                    realizer("right", out -> Files.writeString(out.resolve("r"), "right")));
            return plan.derive(
                    Config.builder("top").set("left", left).set("right", right).build(),
                    realizer("top", out -> Files.writeString(out.resolve("t"), "top")));
        };
    }

    Stage<Ref.DRef> single(String name) {
        return plan -> plan.derive(
                Config.builder(name).build(), realizer(name, out -> Files.writeString(out.resolve("name"), name)));
    }

    /** Makes something else at each run. */
    Stage<Ref.DRef> random(Matcher matcher) {
        return plan -> plan.derive(
                Config.builder("random").build(),
                realizer("random", out -> Files.writeString(out.resolve("n"), "" + System.nanoTime())),
                matcher);
    }

    interface Writer {
        void write(Path out) throws IOException;
    }

    Realizer realizer(String id, Writer writer) {
        return Realizer.of("sample-" + id, build -> {
            builds.incrementAndGet();
            writer.write(build.out());
        });
    }
}
