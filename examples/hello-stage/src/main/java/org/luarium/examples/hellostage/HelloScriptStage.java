// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.hellostage;

import org.luarium.store.Config;
import org.luarium.store.Plan;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.SelfPath;
import org.luarium.store.Stage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Hello as a shell script, for machines without a compiler. Its configuration is the environment of the program that builds it. */
@Component(service = Stage.class, property = "luarium.stage=hello-script")
public final class HelloScriptStage implements Stage<Ref.DRef> {
    private static final String SCRIPT =
            "mkdir $out/bin && sed s/@NAME@/$greeted/ $source/hello.sh.in > $program && chmod +x $program";

    private final SourceStage source;

    @Activate
    public HelloScriptStage(@Reference SourceStage source) {
        this.source = source;
    }

    @Override
    public Ref.DRef define(Plan plan) {
        Config config = Config.builder("hello-script")
                .set("source", plan.use(source))
                .set("program", SelfPath.promise("bin", "hello"))
                .set("greeted", "World")
                .build();
        return plan.derive(config, Realizer.of("hello-script-stage-1", build -> build.exec("sh", "-c", SCRIPT)));
    }
}
