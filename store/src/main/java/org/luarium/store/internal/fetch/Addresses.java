// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Addresses, and the secrets in them: the user's name and password, and tokens in the query. */
final class Addresses {
    private Addresses() {}

    /** The address without what must not appear in messages. */
    static URI shown(URI address) {
        if (address.getHost() == null) {
            return address.getRawAuthority() == null && !address.isOpaque()
                    ? address
                    : URI.create("unreadable:address");
        }
        return make(address, address.getRawQuery() == null ? null : "...");
    }

    /** The address as a request needs it. */
    static URI requested(URI address) {
        return make(address, address.getRawQuery());
    }

    private static URI make(URI address, @Nullable String query) {
        StringBuilder text = new StringBuilder();
        text.append(address.getScheme()).append("://").append(address.getHost());
        if (address.getPort() >= 0) {
            text.append(':').append(address.getPort());
        }
        text.append(address.getRawPath());
        if (query != null) {
            text.append('?').append(query);
        }
        return URI.create(text.toString());
    }

    /** What the user and password of an address become in a request. */
    static Optional<String> authorization(URI address) {
        String user = address.getUserInfo();
        return user == null
                ? Optional.empty()
                : Optional.of("Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8)));
    }

    static boolean isWeb(URI address) {
        return hasScheme(address, "http") || hasScheme(address, "https");
    }

    static boolean hasScheme(URI address, String scheme) {
        return scheme.equalsIgnoreCase(address.getScheme());
    }

    /** Whether a password for one may be sent to the other. */
    static boolean sameOrigin(URI one, URI other) {
        return origin(one).equals(origin(other));
    }

    private static String origin(URI address) {
        boolean secure = hasScheme(address, "https");
        int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
        return (secure + " " + address.getHost() + " " + port).toLowerCase(Locale.ROOT);
    }

    /** Where a redirect leads, if that can be told; a failure to read it must not carry the text. */
    static Optional<URI> resolve(URI base, String location) {
        try {
            return Optional.of(base.resolve(new URI(location)));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
