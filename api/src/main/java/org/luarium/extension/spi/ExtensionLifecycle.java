// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What an extension does when it comes and goes. Implemented by its main class, or by classes that {@code META-INF/services} names. Its methods are called one after the other, each at most once, on
 * a thread of the extension's process.
 */
@ConsumerType
public interface ExtensionLifecycle {
    /**
     * Called before the services of the extension are made. Host services can be used already.
     *
     * @param context what belongs to this extension
     * @throws Exception if the extension cannot be loaded; {@code load} fails with it
     */
    default void beforeLoad(ExtensionContext context) throws Exception {}

    /**
     * Called when the services of the extension are made and before anybody can call them.
     *
     * @param context what belongs to this extension
     * @throws Exception if the extension cannot be loaded; {@code load} fails with it
     */
    default void onLoaded(ExtensionContext context) throws Exception {}

    /**
     * Called before the process ends in an orderly way, after the last call has ended. Takes at most the grace of the extension.
     *
     * @throws Exception is written to the log
     */
    default void onStop() throws Exception {}
}
