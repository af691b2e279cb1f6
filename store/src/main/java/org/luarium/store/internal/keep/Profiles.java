// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.luarium.store.Profile;
import org.luarium.store.internal.disk.Disk;

/** The profiles of a store. */
public final class Profiles {
    private final Disk disk;
    private final InstantSource clock;

    public Profiles(Disk disk, InstantSource clock) {
        this.disk = disk;
        this.clock = clock;
    }

    /** See {@link org.luarium.store.Store#profile}. */
    public Profile get(String name) {
        return new ProfileImpl(disk, clock, name);
    }

    /** See {@link org.luarium.store.Store#profiles}. */
    public List<String> names() {
        return SafeFile.list(disk.layout().profiles()).stream()
                .filter(Profiles::isProfile)
                .map(folder -> String.valueOf(folder.getFileName()))
                .toList();
    }

    /** See {@link org.luarium.store.Store#removeProfile}. */
    public boolean remove(String name) {
        return new ProfileImpl(disk, clock, name).remove();
    }

    /** What is in the folder of profiles and is none. */
    List<Path> foreign() {
        return SafeFile.list(disk.layout().profiles()).stream()
                .filter(folder -> !Names.isName(folder))
                .toList();
    }

    private static boolean isProfile(Path folder) {
        return Names.isName(folder) && CurrentFile.read(folder).isPresent();
    }
}
