// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.repository;

import org.luarium.repositories.testing.BundleTests;

final class ExampleBundleIT extends BundleTests {}
