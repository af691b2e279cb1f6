// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.luarium.examples.extension.internal;

import org.jspecify.annotations.NullMarked;
