// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import org.luarium.packages.internal.rockspec.Rockspecs;

/** A file that a rock is made of. Nobody changes its bytes. */
public final class Artifact {
    /** The kind of what the URL of a rockspec leads to; the others are those of {@link org.luarium.packages.spi.Release}. */
    public static final String ARCHIVE = "source";

    private final String kind;
    private final String fileName;
    private final byte[] content;
    private final String sha256;

    public Artifact(String kind, String fileName, byte[] content) {
        this.kind = kind;
        this.fileName = fileName;
        this.content = content;
        this.sha256 = Rockspecs.sha256(content);
    }

    public String kind() {
        return kind;
    }

    public String fileName() {
        return fileName;
    }

    public byte[] content() {
        return content;
    }

    /** In hexadecimal digits. */
    public String sha256() {
        return sha256;
    }
}
