// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.spi.PackageRepository;
import org.luarium.packages.spi.Release;

/** A repository as another bundle may make one. */
final class FakeRepository implements PackageRepository {
    private final String name;
    private final List<Release> releases = new ArrayList<>();
    private boolean broken;

    FakeRepository(String name) {
        this.name = name;
    }

    FakeRepository with(String rock, String version) {
        releases.add(new Release(new RockName(rock), RockVersion.of(version), Set.of("src")));
        return this;
    }

    FakeRepository broken(boolean now) {
        broken = now;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String location() {
        return "nowhere";
    }

    @Override
    public Collection<Release> releases() throws IOException {
        if (broken) {
            throw new IOException("it is broken; repair it");
        }
        return releases;
    }

    @Override
    public InputStream open(Release release, String artifact) {
        return new ByteArrayInputStream((name + " " + release.version()).getBytes(UTF_8));
    }
}
