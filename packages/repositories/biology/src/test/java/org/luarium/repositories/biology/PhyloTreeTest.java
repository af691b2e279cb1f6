// SPDX-License-Identifier: Apache-2.0
package org.luarium.repositories.biology;

import org.luarium.repositories.testing.RockTests;

final class PhyloTreeTest extends RockTests {
    PhyloTreeTest() {
        super("phylo-tree");
    }
}
