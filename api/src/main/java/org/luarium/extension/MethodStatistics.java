// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import java.time.Duration;

/**
 * What the calls of one method have cost, since the extension was loaded.
 *
 * @param method its name and the types of its parameters
 * @param calls how many have ended
 * @param failures how many of these gave no result
 * @param median half of them took no longer; within 7 %
 * @param p99 99 of 100 took no longer; within 7 %
 * @param longest the longest took this
 * @param sentBytes bytes of arguments
 * @param receivedBytes bytes of results
 */
public record MethodStatistics(
        String method,
        long calls,
        long failures,
        Duration median,
        Duration p99,
        Duration longest,
        long sentBytes,
        long receivedBytes) {}
