// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.extension.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.luarium.examples.extension.Guests;
import org.osgi.service.component.annotations.Component;

/** Counts the guests of all extensions. */
@Component(immediate = true)
public final class GuestBook implements Guests {
    private final AtomicInteger guests = new AtomicInteger();

    @Override
    public int add(String name) {
        return guests.incrementAndGet();
    }
}
