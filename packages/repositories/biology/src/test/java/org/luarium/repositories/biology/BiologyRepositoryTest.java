// SPDX-License-Identifier: Apache-2.0
package org.luarium.repositories.biology;

import org.luarium.repositories.testing.RepositoryTests;

final class BiologyRepositoryTest extends RepositoryTests {}
