// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

/**
 * Which servers may be asked.
 *
 * @param plainHttp whether without encryption
 * @param local whether at loopback, link-local and private addresses
 */
public record Rules(boolean plainHttp, boolean local) {}
