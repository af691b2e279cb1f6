// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.luarium.packages.RepositoryOptions;

/**
 * A repository that somebody added or configured.
 *
 * @param location a folder or the address of a server
 */
public record RepositorySpec(String name, URI location, int priority, boolean plainHttp, boolean local) {
    private static final int WEB_PRIORITY = -100;

    public RepositorySpec {
        RepositoryOptions.of(name);
        requireNonNull(location, "location");
        check(location, plainHttp);
    }

    static RepositorySpec of(URI location, RepositoryOptions options) {
        int usual = "file".equalsIgnoreCase(location.getScheme()) ? 0 : WEB_PRIORITY;
        return new RepositorySpec(
                options.name(), location, options.priority().orElse(usual), options.plainHttp(), options.local());
    }

    boolean isFolder() {
        return "file".equalsIgnoreCase(location.getScheme());
    }

    Path folder() {
        return Path.of(location);
    }

    private static void check(URI location, boolean plainHttp) {
        String scheme = String.valueOf(location.getScheme()).toLowerCase(Locale.ROOT);
        switch (scheme) {
            case "file" -> {
                // Such as file:relative or file://host/folder
                if (!Path.of(location).isAbsolute()) {
                    throw new IllegalArgumentException("the folder is not absolute; give its whole path");
                }
            }
            case "http", "https" -> {
                if (location.getHost() == null) {
                    throw new IllegalArgumentException("the address names no host; check it");
                }
                if (location.getRawUserInfo() != null) {
                    throw new IllegalArgumentException(
                            "the address has a password in it, which would be kept in clear; use one that anybody may read");
                }
                if (location.getRawQuery() != null || location.getRawFragment() != null) {
                    throw new IllegalArgumentException(
                            "the address has a query, which no file can follow; give the address of the folder with the manifest");
                }
                if (scheme.equals("http") && !plainHttp) {
                    throw new IllegalArgumentException(
                            "without encryption anybody on the way could change packages; use https, or allow plain http");
                }
            }
            default ->
                throw new IllegalArgumentException("a repository is at a file:, https: or http: address, not "
                        + Printable.of(scheme) + ":; give one of those");
        }
    }

    Properties toProperties() {
        Properties properties = new Properties();
        properties.setProperty("name", name);
        properties.setProperty("location", location.toString());
        properties.setProperty("priority", Integer.toString(priority));
        properties.setProperty("plain.http", Boolean.toString(plainHttp));
        properties.setProperty("local", Boolean.toString(local));
        return properties;
    }

    /**
     * Reads what was written.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static RepositorySpec of(Properties properties) {
        return new RepositorySpec(
                properties.getProperty("name", ""),
                URI.create(properties.getProperty("location", "")),
                Integer.parseInt(properties.getProperty("priority", "0")),
                Boolean.parseBoolean(properties.getProperty("plain.http")),
                Boolean.parseBoolean(properties.getProperty("local")));
    }
}
