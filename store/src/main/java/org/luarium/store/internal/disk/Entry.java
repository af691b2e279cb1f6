// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.luarium.store.Realization;
import org.luarium.store.internal.record.ObjectRecord;

/** An object of the index. */
public final class Entry {
    private final ObjectRecord object;
    private final Realization realization;

    Entry(ObjectRecord object, Path path) {
        this.object = object;
        this.realization = object.at(path);
    }

    public ObjectRecord object() {
        return object;
    }

    public Realization realization() {
        return realization;
    }

    /** Whether its folder is there. Whoever takes it away behind the store's back makes it something that can be built again. */
    public boolean exists() {
        return Files.isDirectory(realization.path(), LinkOption.NOFOLLOW_LINKS);
    }
}
