// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a registrar what has become of an extension: one thing after the other, the last one in any case, and while no lock is held, since whoever hears of services may do anything. Thread-safe.
 */
final class Announcer {
    private static final Logger log = LoggerFactory.getLogger(Announcer.class);

    private final LoadedExtension extension;
    private final Registrar registrar;
    private final AtomicInteger news = new AtomicInteger();
    private int published; // a generation, 0 for none; of whoever announces

    Announcer(LoadedExtension extension, Registrar registrar) {
        this.extension = extension;
        this.registrar = registrar;
    }

    /** Something has changed. Returns when that is announced, or leaves it to the thread that announces already. */
    void announce() {
        if (news.getAndIncrement() > 0) {
            return;
        }
        int told;
        do {
            told = news.get();
            tell();
        } while (news.addAndGet(-told) > 0);
    }

    private void tell() {
        boolean callable = extension.isCallable();
        try {
            int now = extension.generation();
            if (callable && now != published) {
                published = now;
                registrar.publish(extension);
            } else if (!callable && published != 0) {
                published = 0;
                registrar.withdraw(extension);
            }
        } catch (RuntimeException e) {
            log.error(
                    "Extension {}: its services are not {}", extension.name(), callable ? "published" : "withdrawn", e);
        }
    }
}
