// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks web servers for files. Thread-safe; holds no connection, thread or other resource, each of which ends with its
 * answer.
 *
 * <p>It connects to the very address that it has checked: a client that resolves the name itself could be led elsewhere
 * by a second answer of the name server.
 */
public final class WebClient {
    private static final int MOST_REDIRECTS = 5;
    private static final int MOST_ADDRESSES = 4;

    private final Rules rules;
    private final Patience patience;
    private final Resolver resolver;
    private final Supplier<SocketFactory> trust;

    public WebClient(Rules rules, Patience patience) {
        this(rules, patience, InetAddress::getAllByName, SSLSocketFactory::getDefault);
    }

    public WebClient(Rules rules, Patience patience, Resolver resolver, Supplier<SocketFactory> trust) {
        this.rules = requireNonNull(rules, "rules");
        this.patience = requireNonNull(patience, "patience");
        this.resolver = requireNonNull(resolver, "resolver");
        this.trust = requireNonNull(trust, "trust");
    }

    public Rules rules() {
        return rules;
    }

    /**
     * Asks for a file.
     *
     * @param address where it is
     * @param headers what else to say; names and values of printable ASCII
     * @return the answer after all redirects; one with status 404 or 500 is an answer too
     * @throws WebException if there is none, or none that may be read
     */
    public Answer get(URI address, Map<String, String> headers) throws WebException {
        long end = System.nanoTime() + patience.total().toNanos();
        URI at = address;
        for (int redirects = 0; ; redirects++) {
            Answer answer = ask(address, at, headers, end);
            switch (answer.status()) {
                case 301, 302, 303, 307, 308 -> {
                    answer.close();
                    if (redirects == MOST_REDIRECTS) {
                        throw new WebException(
                                address,
                                "it is redirected more than " + MOST_REDIRECTS + " times; check the address",
                                null);
                    }
                    at = redirect(address, at, answer);
                }
                default -> {
                    return answer;
                }
            }
        }
    }

    private static URI redirect(URI asked, URI at, Answer answer) throws WebException {
        String location = answer.header("Location").orElse("");
        URI next;
        try {
            next = at.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw new WebException(asked, "it is redirected to an unreadable address; tell the owner of the server", e);
        }
        if (!Addresses.hasScheme(next, String.valueOf(at.getScheme()))) {
            throw new WebException(
                    asked,
                    "it is redirected from " + at.getScheme() + " to another kind of address; do not trust it, or use"
                            + " that address",
                    null);
        }
        return next;
    }

    private Answer ask(URI asked, URI at, Map<String, String> headers, long end) throws WebException {
        checkAllowed(asked, at);
        Socket socket = null;
        boolean answered = false;
        try {
            socket = connect(asked, at, end);
            socket.getOutputStream().write(request(at, headers));
            socket.getOutputStream().flush();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
            Answer answer = new Answer(asked, socket, Head.read(in), in);
            answered = true;
            return answer;
        } catch (IOException e) {
            throw Problems.of(asked, at, e);
        } finally {
            if (socket != null && !answered) {
                close(socket);
            }
        }
    }

    private void checkAllowed(URI asked, URI at) throws WebException {
        boolean secure = Addresses.hasScheme(at, "https");
        if (!secure && !Addresses.hasScheme(at, "http")) {
            throw new WebException(asked, "it is no web address; use one with https", null);
        }
        if (at.getHost() == null || at.getRawUserInfo() != null) {
            throw new WebException(asked, "the address names no host, or a password; check it", null);
        }
        if (!secure && !rules.plainHttp()) {
            throw new WebException(
                    asked,
                    "without encryption anybody on the way could change it; use https, or allow plain http",
                    null);
        }
    }

    private Socket connect(URI asked, URI at, long end) throws IOException {
        String host = at.getHost();
        InetAddress[] addresses = resolver.resolve(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        if (!rules.local()) {
            for (InetAddress address : addresses) {
                if (!Addresses.isPublic(address)) {
                    throw new WebException(
                            asked,
                            host + " is at " + address.getHostAddress() + ", on this machine or in a private network;"
                                    + " do not trust it, or allow local addresses for this repository",
                            null);
                }
            }
        }
        IOException failure = new ConnectException("it has no address");
        for (int i = 0; i < Math.min(addresses.length, MOST_ADDRESSES); i++) {
            TimedSocket socket = new TimedSocket(patience, end);
            boolean connected = false;
            try {
                socket.connect(new InetSocketAddress(addresses[i], Addresses.port(at)), connectMillis(end));
                Socket ready = Addresses.hasScheme(at, "https") ? secure(socket, at) : socket;
                connected = true;
                return ready;
            } catch (ConnectException | SocketTimeoutException e) {
                failure = e;
            } finally {
                if (!connected) {
                    close(socket);
                }
            }
        }
        throw failure;
    }

    private int connectMillis(long end) throws SocketTimeoutException {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("it took longer than " + patience.total());
        }
        return (int) Math.min(left, patience.connect().toMillis());
    }

    private Socket secure(TimedSocket socket, URI at) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) trust.get();
        SSLSocket secure = (SSLSocket) factory.createSocket(socket, at.getHost(), Addresses.port(at), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private static byte[] request(URI at, Map<String, String> headers) {
        String path = at.getRawPath() == null || at.getRawPath().isEmpty() ? "/" : at.getRawPath();
        StringBuilder text = new StringBuilder("GET ").append(path);
        if (at.getRawQuery() != null) {
            text.append('?').append(at.getRawQuery());
        }
        text.append(" HTTP/1.1\r\nHost: ").append(at.getHost().toLowerCase(Locale.ROOT));
        if (at.getPort() >= 0) {
            text.append(':').append(at.getPort());
        }
        text.append("\r\nUser-Agent: luarium\r\nAccept-Encoding: gzip\r\nConnection: close\r\n");
        headers.forEach((name, value) -> {
            // Values come from servers: none may begin another header
            String safe = value.replaceAll("[^ -~]", "");
            text.append(name).append(": ").append(safe).append("\r\n");
        });
        return text.append("\r\n").toString().getBytes(US_ASCII);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing was to be kept
        }
    }
}
