// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountTableTest {
    private static String mount(int id, int parent, String point) {
        return id + " " + parent + " 0:1 / " + point + " rw,relatime - tmpfs tmpfs rw";
    }

    @Test
    void knowsWhatIsMountedInAFolder() {
        MountTable table = MountTable.of(
                List.of(mount(1, 0, "/"), mount(3, 2, "/a/with\\040space"), mount(2, 1, "/a"), mount(4, 2, "/a/b")));

        assertThat(table.beneath(Path.of("/a"))).containsExactly(Path.of("/a/b"), Path.of("/a/with space"));
        assertThat(table.beneath(Path.of("/"))).contains(Path.of("/a"), Path.of("/a/b"));
    }

    @Test
    void leavesOutWhatAnotherMountHides() {
        MountTable table = MountTable.of(List.of(
                mount(1, 0, "/"),
                mount(2, 1, "/jdk/conf"),
                mount(3, 2, "/jdk/conf/deep"),
                mount(4, 1, "/jdk"),
                mount(5, 4, "/jdk/lib")));

        assertThat(table.beneath(Path.of("/jdk"))).containsExactly(Path.of("/jdk/lib"));
    }

    @Test
    void keepsWhatIsMountedTwice() {
        MountTable table = MountTable.of(List.of(
                mount(1, 0, "/"), mount(2, 1, "/a"), mount(3, 2, "/a/old"), mount(4, 2, "/a"), mount(5, 4, "/a/new")));

        assertThat(table.points()).containsExactly(Path.of("/"), Path.of("/a"), Path.of("/a/new"));
    }

    @Test
    void readsTheTableOfThisMachine() {
        assertThat(MountTable.read().points()).contains(Path.of("/"), Path.of("/proc"));
    }
}
