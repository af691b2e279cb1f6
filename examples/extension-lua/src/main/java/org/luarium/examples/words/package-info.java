// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.luarium.examples.words;

import org.jspecify.annotations.NullMarked;
