// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * How values of a type are sent that Luarium does not know: as values of one that it knows. Thread-safe.
 *
 * @param <T> the type that is not known
 * @param <P> a type that is: a record, a collection, a string, bytes, …
 */
@ConsumerType
public interface ValueMapper<T, P> {
    /**
     * What is sent.
     *
     * @return its class
     */
    Class<P> plainType();

    /**
     * Turns a value into what is sent.
     *
     * @param value the value
     * @return its plain form
     */
    P toPlain(T value);

    /**
     * Turns what was sent into a value.
     *
     * @param plain the plain form, which may come from hostile code
     * @return the value
     */
    T fromPlain(P plain);
}
