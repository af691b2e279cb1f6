// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.luarium.packages.internal.repository.DeployedRocks;
import org.luarium.packages.internal.repository.OwnRepository;
import org.luarium.packages.internal.repository.Printable;
import org.luarium.packages.spi.PackageRepository;
import org.luarium.packages.spi.Release;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.url.URLStreamHandlerService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of the rocks in folders that File Install watches. Its class is loaded only where that runs, and so are the packages that it imports optionally. */
@Component(
        service = {ArtifactInstaller.class, PackageRepository.class},
        immediate = true,
        property = "service.ranking:Integer=100")
public final class DeployedRocksComponent implements ArtifactInstaller, OwnRepository {
    private static final Logger log = LoggerFactory.getLogger(DeployedRocksComponent.class);

    private final DeployedRocks rocks = new DeployedRocks();

    /** The handler is what File Install registers before all else. */
    @Activate
    public DeployedRocksComponent(
            @Reference(target = "(url.handler.protocol=jardir)") URLStreamHandlerService fileInstall) {
        // Its presence is all that is needed
    }

    @Override
    public boolean canHandle(File file) {
        return DeployedRocks.isMeant(file.toPath());
    }

    @Override
    public void install(File file) {
        rocks.add(file.toPath());
        log.info("Deployed {}", Printable.of(file.toString()));
    }

    @Override
    public void update(File file) {
        rocks.add(file.toPath());
    }

    @Override
    public void uninstall(File file) {
        rocks.remove(file.toPath());
        log.info("Removed {}", Printable.of(file.toString()));
    }

    @Override
    public String name() {
        return rocks.name();
    }

    @Override
    public String location() {
        return rocks.location();
    }

    @Override
    public List<Release> releases() {
        return rocks.releases();
    }

    @Override
    public InputStream open(Release release, String artifact) throws IOException {
        return rocks.open(release, artifact);
    }

    @Override
    public List<String> remarks() {
        return rocks.remarks();
    }
}
