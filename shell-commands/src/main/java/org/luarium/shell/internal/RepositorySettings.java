// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.luarium.packages.RepositoryOptions;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;

/** Words of {@code repository:add} as a place and options. */
record RepositorySettings(URI location, RepositoryOptions options) {
    private static final int LONGEST_NAME = 64;
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,9}");

    /** @param directory what relative paths are relative to */
    static RepositorySettings of(Arguments arguments, Path directory) {
        String word = arguments.value("URL");
        URI location = ADDRESS.matcher(word).matches()
                ? address(word)
                : directory.resolve(word).normalize().toUri();
        RepositoryOptions.Builder options = RepositoryOptions.builder(
                        arguments.option("--name").orElseGet(() -> name(location)))
                .plainHttp(arguments.flag("--plain-http"))
                .local(arguments.flag("--local"));
        arguments.option("--priority").map(RepositorySettings::priority).ifPresent(options::priority);
        return new RepositorySettings(location, options.build());
    }

    /** The message leaves the address out, as it may have a password in it. */
    private static URI address(String word) {
        try {
            return new URI(word);
        } catch (URISyntaxException e) {
            throw new UsageException("URL is not an address: " + e.getReason().toLowerCase(Locale.ROOT) + " at "
                    + (e.getIndex() + 1) + "; write it like https://luarocks.org");
        }
    }

    private static int priority(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new UsageException(
                    "--priority: '" + Syntax.shortened(text) + "' is not a number, such as 10 or -200");
        }
        return Integer.parseInt(text);
    }

    /** The server, or the last folder. */
    private static String name(URI location) {
        String path = Objects.toString(location.getPath(), "").replaceFirst("/+$", "");
        String part = Objects.requireNonNullElse(location.getHost(), path.substring(path.lastIndexOf('/') + 1));
        String name =
                part.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-").replaceFirst("^[._-]+", "");
        if (name.isEmpty()) {
            throw new UsageException("no name can be made of the URL; give one with --name");
        }
        return name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }
}
