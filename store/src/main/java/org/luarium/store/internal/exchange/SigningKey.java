// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.luarium.store.Signature;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.record.ObjectRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key with which a store vouches for what it publishes. Its file is one line, {@code name:} and the key as PKCS#8 in Base64, for the owner only; next to it, with {@code .pub} at the
 * end of its name, lies the public key as {@link PublicKeys} writes it. Thread-safe.
 */
public final class SigningKey {
    private static final Logger log = LoggerFactory.getLogger(SigningKey.class);
    private static final int LONGEST = 4_096;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final String name;
    private final PrivateKey key;

    private SigningKey(String name, PrivateKey key) {
        this.name = name;
        this.key = key;
    }

    /**
     * Makes a key and writes it to a file.
     *
     * @param file must not exist; its folder is created
     * @return the public key
     * @throws StoreAccessException if there is such a file, or it cannot be written
     */
    public static PublicKey generate(String name, Path file) {
        PublicKeys.checkName(name);
        try {
            KeyPair pair = KeyPairGenerator.getInstance(PublicKeys.ALGORITHM).generateKeyPair();
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            String encoded =
                    Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
            write(file.resolveSibling(file.getFileName() + ".pub"), PublicKeys.format(name, pair.getPublic()));
            write(file, name + ":" + encoded);
            return pair.getPublic();
        } catch (FileAlreadyExistsException e) {
            throw new StoreAccessException(file, "is there already; a key is not replaced, give another file", e);
        } catch (IOException e) {
            throw new StoreAccessException(file, "the key cannot be written: " + e, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    private static void write(Path file, String line) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            create(draft);
            Files.writeString(draft, line + "\n", US_ASCII);
            Files.move(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void create(Path draft) throws IOException {
        try {
            Files.createFile(draft, OWNER_ONLY);
        } catch (UnsupportedOperationException e) {
            Files.createFile(draft); // a file system without such modes
        }
    }

    /**
     * Reads a key.
     *
     * @throws StoreAccessException if the file cannot be read, or is no key
     */
    public static SigningKey read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new StoreAccessException(file, "is no signing key; make one", null);
            }
            warnIfOpen(file);
            String line = Files.readString(file, US_ASCII).strip();
            int colon = line.indexOf(':');
            String name = PublicKeys.checkName(line.substring(0, Math.max(colon, 0)));
            byte[] encoded = Base64.getDecoder().decode(line.substring(colon + 1));
            return new SigningKey(
                    name,
                    KeyFactory.getInstance(PublicKeys.ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (IOException e) {
            throw new StoreAccessException(file, "the signing key cannot be read: " + e, e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // no cause: its message may have a part of the key in it
            throw new StoreAccessException(file, "is no signing key; make one", null);
        }
    }

    private static void warnIfOpen(Path file) throws IOException {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                log.warn("{} is a signing key that others can read; restrict it with chmod 600", file);
            }
        } catch (UnsupportedOperationException e) {
            log.debug("{} has no modes", file, e);
        }
    }

    /** What others have to trust. */
    public String name() {
        return name;
    }

    Signature sign(ObjectRecord object) {
        try {
            java.security.Signature signer = java.security.Signature.getInstance(PublicKeys.ALGORITHM);
            signer.initSign(key);
            signer.update(Signing.text(object));
            return new Signature(name, Base64.getEncoder().encodeToString(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key " + name + " cannot sign", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + name + "]";
    }
}
