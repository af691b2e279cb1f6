// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.hellostage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luarium.store.Fetch;
import org.luarium.store.Plan;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.Stage;
import org.luarium.store.Stages;
import org.luarium.store.Store;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The source of hello, fetched by hash and unpacked. The bundle brings the archive along; any web server would do. */
@Component(service = SourceStage.class)
public final class SourceStage implements Stage<RefPath> {
    private final Stages stages;
    private final URI address;

    @Activate
    public SourceStage(BundleContext context, @Reference Store store) throws IOException {
        this(store.stages(), published(context.getDataFile(Archive.FILE).toPath()));
    }

    SourceStage(Stages stages, URI address) {
        this.stages = stages;
        this.address = address;
    }

    static URI published(Path file) throws IOException {
        return Files.write(file, Archive.pack()).toUri();
    }

    @Override
    public RefPath define(Plan plan) {
        Ref.DRef source = plan.use(stages.fetch(Fetch.builder(address)
                .name("hello-source")
                .sha256(Archive.SHA256)
                .mode(Fetch.Mode.UNPACK)
                .build()));
        return RefPath.of(source, Archive.FOLDER);
    }
}
