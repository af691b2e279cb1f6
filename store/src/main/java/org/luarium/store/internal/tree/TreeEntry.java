// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.luarium.store.Hash;

/**
 * One entry of a folder, as it is hashed. All of the format of the hash is in this class.
 *
 * <p>Numbers are unsigned and big-endian; SHA-256 throughout; {@code +} joins bytes; {@code "…\0"} is ASCII.
 *
 * <pre>
 * tree hash = SHA-256("luarium-tree-1\0" + entry of the top, with an empty name)
 *
 * entry     = kind, 1 byte: 'f' file, 'x' executable file, 'd' folder, 'l' link
 *           + length of the name, 4 bytes
 *           + name, as the file system has it (UTF-8 by convention; no normalization)
 *           + for a file:   length of the content, 8 bytes + SHA-256("luarium-file-1\0" + content)
 *             for a folder: SHA-256("luarium-folder-1\0" + entries of all children)
 *             for a link:   length of the target, 4 bytes + target
 * </pre>
 *
 * <p>Children are in the order of their names, compared as unsigned bytes, a prefix first. A file is executable if its
 * owner may execute it. In a target, several slashes in a row are one, and one at the end is dropped. The top is a file or
 * a folder. Nothing else counts: no times, owners, groups, other permissions, extended attributes; two hard links are two
 * files. A path within the tree has at most 3072 bytes.
 */
final class TreeEntry {
    static final byte FILE = 'f';
    static final byte EXECUTABLE = 'x';
    static final byte FOLDER = 'd';
    static final byte LINK = 'l';

    static final byte[] FILE_DOMAIN = "luarium-file-1\0".getBytes(US_ASCII);
    private static final byte[] FOLDER_DOMAIN = "luarium-folder-1\0".getBytes(US_ASCII);
    private static final byte[] TREE_DOMAIN = "luarium-tree-1\0".getBytes(US_ASCII);

    private static final int DIGEST_LENGTH = 32;
    private static final byte[] NONE = {};

    final byte kind;
    final byte[] name;
    private long size;
    private byte[] value = NONE;

    TreeEntry(byte kind, byte[] name) {
        this.kind = kind;
        this.name = name;
    }

    static TreeEntry link(byte[] name, byte[] target) {
        TreeEntry entry = new TreeEntry(LINK, name);
        entry.value = target;
        return entry;
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    void setFile(long length, byte[] digest) {
        size = length;
        value = digest;
    }

    void setFolder(List<TreeEntry> children, MessageDigest sha) {
        int length = FOLDER_DOMAIN.length;
        for (TreeEntry child : children) {
            length = Math.addExact(length, child.length());
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).put(FOLDER_DOMAIN);
        for (TreeEntry child : children) {
            child.put(bytes);
        }
        value = sha.digest(bytes.array());
    }

    Hash treeHash(MessageDigest sha) {
        ByteBuffer bytes = ByteBuffer.allocate(TREE_DOMAIN.length + length()).put(TREE_DOMAIN);
        put(bytes);
        return new Hash(HexFormat.of().formatHex(sha.digest(bytes.array())));
    }

    private int length() {
        return switch (kind) {
            case FOLDER -> 1 + Integer.BYTES + name.length + DIGEST_LENGTH;
            case LINK -> 1 + Integer.BYTES + name.length + Integer.BYTES + value.length;
            default -> 1 + Integer.BYTES + name.length + Long.BYTES + DIGEST_LENGTH;
        };
    }

    private void put(ByteBuffer target) {
        target.put(kind).putInt(name.length).put(name);
        if (kind == LINK) {
            target.putInt(value.length);
        } else if (kind != FOLDER) {
            target.putLong(size);
        }
        target.put(value);
    }
}
