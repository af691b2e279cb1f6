// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.util.Locale;
import java.util.Optional;
import org.luarium.packages.internal.rockspec.RelativePath;
import org.luarium.packages.internal.rockspec.Rockspec;

/** What the URL of sources says of the file that it leads to. */
public final class SourceUrl {
    private final Rockspec.Source source;

    public SourceUrl(Rockspec.Source source) {
        this.source = source;
    }

    public String text() {
        return source.url();
    }

    /** The scheme in lower case; empty if it has none and is relative to the repository. */
    public String scheme() {
        int colon = source.url().indexOf("://");
        return colon < 0 ? "" : source.url().substring(0, colon).toLowerCase(Locale.ROOT);
    }

    /** Whether what it leads to is a folder under version control. */
    public boolean isRepository() {
        String scheme = scheme();
        return scheme.startsWith("git")
                || scheme.startsWith("hg")
                || scheme.startsWith("svn")
                || scheme.startsWith("sscm")
                || scheme.startsWith("cvs")
                || (source.url().endsWith(".git") && source.file().isEmpty());
    }

    /** The name of the file, or of the folder under version control. */
    public Optional<String> fileName() {
        if (!source.file().isEmpty()) {
            return Optional.of(source.file());
        }
        String url = source.url();
        int end = url.length();
        for (char stop : new char[] {'?', '#'}) {
            int at = url.indexOf(stop);
            end = at >= 0 ? Math.min(end, at) : end;
        }
        String path = url.substring(0, end);
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (isRepository() && name.endsWith(".git")) {
            name = name.substring(0, name.length() - ".git".length());
        }
        return RelativePath.of(name);
    }

    /** The file name without what says how it is packed; empty if it does not look packed. */
    public Optional<String> archiveStem() {
        if (isRepository()) {
            return Optional.empty();
        }
        String name = fileName().orElse("");
        for (String extension :
                new String[] {".tar.gz", ".tgz", ".tar", ".zip", ".tar.bz2", ".tbz", ".tar.xz", ".txz"}) {
            if (name.endsWith(extension) && name.length() > extension.length()) {
                return Optional.of(name.substring(0, name.length() - extension.length()));
            }
        }
        return Optional.empty();
    }
}
