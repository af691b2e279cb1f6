// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.luarium.examples.hellostage;

import org.jspecify.annotations.NullMarked;
