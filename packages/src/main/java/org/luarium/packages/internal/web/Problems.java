// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;

/** Says in words what went wrong. */
final class Problems {
    private Problems() {}

    static WebException of(URI asked, URI at, IOException failure) {
        if (failure instanceof WebException said) {
            return said;
        }
        return new WebException(asked, words(at.getHost() + ":" + Addresses.port(at), failure), failure);
    }

    private static String words(String server, IOException failure) {
        if (failure instanceof UnknownHostException) {
            return "the host of " + server + " is unknown; check the address and the network";
        }
        if (failure instanceof TooLargeException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof SocketTimeoutException) {
            return server + " is too slow (" + failure.getMessage() + "); try again later";
        }
        if (failure instanceof InterruptedIOException) {
            return failure.getMessage() + "; try again";
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return server + " does not take the connection; check the address, the network and whether it runs";
        }
        if (failure instanceof SSLException) {
            return "no secure connection to " + server + " (" + printable(failure)
                    + "); check its certificate and the clock";
        }
        if (failure instanceof ProtocolException) {
            return server + ": " + failure.getMessage() + "; check the address";
        }
        if (failure instanceof ZipException || failure instanceof EOFException) {
            return "what " + server + " sent is damaged or not complete (" + printable(failure) + "); try again later";
        }
        return "the connection to " + server + " broke (" + printable(failure) + "); try again later";
    }

    private static String printable(IOException failure) {
        return String.valueOf(failure.getMessage()).replaceAll("[^ -~]", "?");
    }

    /** What a status means that is neither success nor "as it was". */
    static WebException status(URI asked, int status) {
        String words = switch (status) {
            case 401, 403, 407 -> "is not allowed to be read; use an address that anybody may read";
            case 404, 410 -> "is not there; check the address, or look what the repository has now";
            case 429 -> "is asked too often; try again later";
            default ->
                status >= 500
                        ? "cannot be had, as the server has a problem; try again later"
                        : "is nothing that can be read; check the address";
        };
        return new WebException(asked, "the server answered " + status + ": it " + words, null);
    }
}
