// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

/**
 * Who created a VM.
 *
 * @param name the bundle, for people
 * @param debug whether its VMs log debug output from the start
 */
record Owner(String name, boolean debug) {}
