// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.luarium.store.Hash;
import org.luarium.store.Ref;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeHasher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether what lies in the folder of an object is that object. */
final class Content {
    private static final Logger log = LoggerFactory.getLogger(Content.class);

    private Content() {}

    static boolean isIntact(Entry entry) {
        return isIntact(entry.object(), entry.realization().path());
    }

    static boolean isIntact(ObjectRecord object, Path tree) {
        try {
            return new TreeHasher(1).hash(tree, Progress.NONE).hash().equals(object.tree());
        } catch (IOException e) {
            log.debug("{} cannot be hashed", tree, e);
            return false;
        }
    }

    /** Makes all of an intact object read-only. Returns whether it now is, and still intact. */
    static boolean seal(ObjectRecord object, Path folder) {
        try {
            Hash tree = new TreeHasher(1)
                    .hashAndSeal(folder.resolve(Layout.TREE), true, Progress.NONE)
                    .hash();
            Modes.seal(folder.resolve(Layout.MANIFEST));
            Modes.sealFolder(folder);
            return tree.equals(object.tree());
        } catch (IOException e) {
            log.warn("{} cannot be made read-only: {}", folder, e.toString());
            return false;
        }
    }

    /** The manifest in the folder of an object, if it is one of this object. Links are not followed: what they lead to may change. */
    static Optional<Manifest> manifest(Ref.RRef ref, Path folder) {
        try {
            Path file = folder.resolve(Layout.MANIFEST);
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    || !Files.isDirectory(folder.resolve(Layout.TREE), LinkOption.NOFOLLOW_LINKS)
                    || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) > Manifest.LONGEST) {
                log.warn("{} is left alone: it is no folder with a tree and a manifest", folder);
                return Optional.empty();
            }
            Manifest manifest = Manifest.read(Files.readString(file));
            return manifest.object().ref().equals(ref) ? Optional.of(manifest) : Optional.empty();
        } catch (IOException e) {
            log.warn("{} is left alone: {}", folder, e.toString());
            return Optional.empty();
        }
    }
}
