// SPDX-License-Identifier: Apache-2.0
package org.luarium.repositories.biology;

import org.luarium.repositories.testing.BundleTests;

final class BiologyBundleIT extends BundleTests {}
