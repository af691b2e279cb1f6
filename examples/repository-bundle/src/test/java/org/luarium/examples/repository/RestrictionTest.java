// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.repository;

import org.luarium.repositories.testing.RockTests;

final class RestrictionTest extends RockTests {
    RestrictionTest() {
        super("restriction");
    }
}
