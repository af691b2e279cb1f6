// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

/** Makes services of extensions. Called in order for each of them. Thread-safe. */
public interface Registrar {
    /** It can be called: for the first time, again, or by another generation. */
    void publish(LoadedExtension extension);

    /** It cannot be called any more. */
    void withdraw(LoadedExtension extension);
}
