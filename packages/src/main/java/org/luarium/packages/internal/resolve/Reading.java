// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

/** What came out of reading a rockspec. */
public sealed interface Reading permits Needs, Exclusion {}
