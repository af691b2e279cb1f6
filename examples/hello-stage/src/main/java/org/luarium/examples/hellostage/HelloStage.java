// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.hellostage;

import java.nio.file.Path;
import java.util.List;
import org.luarium.store.Build;
import org.luarium.store.Config;
import org.luarium.store.Plan;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;
import org.luarium.store.Stage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Hello, a program in C, built as everybody builds such programs. In the shell: {@code store:realize hello}. */
@Component(service = Stage.class, property = "luarium.stage=hello")
public final class HelloStage implements Stage<Ref.DRef> {
    private final SourceStage source;

    @Activate
    public HelloStage(@Reference SourceStage source) {
        this.source = source;
    }

    @Override
    public Ref.DRef define(Plan plan) {
        Config config = Config.builder("hello")
                .set("source", plan.use(source))
                .set("program", SelfPath.promise("bin", "hello"))
                .build();
        return plan.derive(config, Realizer.of("hello-stage-1", HelloStage::build));
    }

    /** What is in the store never changes, so a copy of the source is built. */
    private static void build(Build build) {
        Path folder = build.scratch().resolve("hello");
        build.copy(build.path(build.config().get("source", RefPath.class)), folder);
        build.exec(folder, List.of("sh", "configure", "--prefix=" + build.out()));
        build.exec(folder, List.of("make"));
        build.exec(folder, List.of("make", "install"));
    }
}
