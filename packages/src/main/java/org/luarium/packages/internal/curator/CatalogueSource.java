// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.luarium.packages.internal.repository.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A catalogue that somebody adds, or why it cannot be used.
 *
 * @param name what it is called; printable
 * @param catalogue what is in it, if it can be used
 * @param problem why it cannot; else empty
 */
public record CatalogueSource(String name, Optional<Catalogue> catalogue, String problem) {
    private static final Logger log = LoggerFactory.getLogger(CatalogueSource.class);

    /** Reads a text. What is wrong with it is logged, once. */
    public static CatalogueSource of(String name, String text) {
        try {
            return new CatalogueSource(name, Optional.of(CatalogueReader.read(name, text)), "");
        } catch (IllegalArgumentException e) {
            return refused(name, String.valueOf(e.getMessage()));
        }
    }

    /** Reads a file. What is wrong with it is logged, once. */
    public static CatalogueSource of(String name, InputStream in) throws IOException {
        byte[] content = in.readNBytes(CatalogueReader.LARGEST + 1);
        if (content.length > CatalogueReader.LARGEST) {
            return refused(name, "it is larger than " + CatalogueReader.LARGEST + " bytes");
        }
        try {
            return of(name, UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
        } catch (CharacterCodingException e) {
            return refused(name, "it is not in UTF-8");
        }
    }

    /** One that cannot be used. */
    public static CatalogueSource refused(String name, String problem) {
        CatalogueSource refused = new CatalogueSource(Printable.of(name), Optional.empty(), problem);
        log.warn("The catalogue {} is left out: {}", refused.name(), problem);
        return refused;
    }
}
