// SPDX-License-Identifier: Apache-2.0
/** Makes pages of the documents. */
@NullMarked
package org.luarium.docs;

import org.jspecify.annotations.NullMarked;
