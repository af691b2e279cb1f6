// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

/** That a rock has one of these values. */
record Literal(Rock rock, IndexSet values) {}
