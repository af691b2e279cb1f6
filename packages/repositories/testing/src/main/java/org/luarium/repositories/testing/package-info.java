// SPDX-License-Identifier: Apache-2.0
/** What every rock and every repository bundle is held to. */
@NullMarked
package org.luarium.repositories.testing;

import org.jspecify.annotations.NullMarked;
