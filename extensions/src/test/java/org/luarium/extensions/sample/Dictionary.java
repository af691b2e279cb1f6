// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.sample;

/** A service of the host. */
public interface Dictionary {
    String find(String key);
}
