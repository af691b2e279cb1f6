// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A server could not be asked, or did not answer as it should. */
public final class WebException extends IOException {
    private static final long serialVersionUID = 1L;

    WebException(URI asked, String problem, @Nullable Throwable cause) {
        super("reading " + Addresses.shown(asked) + " failed: " + problem, cause);
    }
}
