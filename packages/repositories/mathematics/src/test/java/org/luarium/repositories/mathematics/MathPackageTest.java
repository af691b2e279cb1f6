// SPDX-License-Identifier: Apache-2.0
package org.luarium.repositories.mathematics;

import org.luarium.repositories.testing.RockTests;

final class MathPackageTest extends RockTests {
    MathPackageTest() {
        super("math_package");
    }
}
