// SPDX-License-Identifier: Apache-2.0
package org.luarium.repositories.biology;

import org.luarium.repositories.testing.RockTests;

final class SequenceParserTest extends RockTests {
    SequenceParserTest() {
        super("sequence-parser", "bio-utils");
    }
}
