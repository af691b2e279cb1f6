// SPDX-License-Identifier: Apache-2.0
package org.luarium.repositories.biology;

import org.luarium.repositories.testing.RockTests;

final class BlastParserTest extends RockTests {
    BlastParserTest() {
        super("blast-parser", "sequence-parser", "bio-utils");
    }
}
