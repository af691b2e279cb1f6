// SPDX-License-Identifier: Apache-2.0
package org.luarium.repositories.biology;

import org.luarium.repositories.testing.RockTests;

final class GenomeToolsTest extends RockTests {
    GenomeToolsTest() {
        super("genome-tools", "bio-utils");
    }
}
