// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/**
 * Counters of all VMs of this JVM, whoever created them, since the bundle that runs them started.
 *
 * @param live VMs that exist
 * @param busy VMs that run a script
 * @param networked VMs that were created with networking
 * @param pooled processes that wait in the warm pool
 * @param created VMs created
 * @param closed VMs closed
 * @param died processes that ended by themselves
 * @param scripts scripts begun
 * @param failed scripts that did not end with OK
 * @param replaced processes that were replaced after a kill
 */
public record VmStatistics(
        int live,
        int busy,
        int networked,
        int pooled,
        long created,
        long closed,
        long died,
        long scripts,
        long failed,
        long replaced) {}
