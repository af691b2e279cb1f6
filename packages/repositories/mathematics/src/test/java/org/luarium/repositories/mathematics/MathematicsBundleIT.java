// SPDX-License-Identifier: Apache-2.0
package org.luarium.repositories.mathematics;

import org.luarium.repositories.testing.BundleTests;

final class MathematicsBundleIT extends BundleTests {}
