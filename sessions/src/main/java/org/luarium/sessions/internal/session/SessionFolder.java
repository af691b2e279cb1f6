// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.luarium.session.SessionConfig;
import org.luarium.vm.VmConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a persistent session is kept, inside the folder of its VM: {@code session} says what it was opened from, {@code events} is its buffer, {@code inputs} what waits. The folder
 * appears complete, under its name, or not at all.
 */
final class SessionFolder {
    private static final Logger log = LoggerFactory.getLogger(SessionFolder.class);
    private static final String PREFIX = "session-";

    private final Path folder;

    private SessionFolder(Path folder) {
        this.folder = folder;
    }

    /** What was written down of a session. */
    record Saved(SessionConfig config, String owner, Instant created) {}

    static SessionFolder create(Path parent, SessionConfig config, String owner, Instant created) throws IOException {
        Path target = parent.resolve(PREFIX + config.id());
        Path fresh = parent.resolve("." + PREFIX + config.id() + ".new");
        delete(fresh);
        delete(target);
        Files.createDirectory(fresh, privately(fresh));
        Properties properties = new Properties();
        properties.setProperty("id", config.id());
        properties.setProperty("owner", owner);
        properties.setProperty("created", created.toString());
        properties.setProperty("buffer", String.valueOf(config.bufferBytes()));
        properties.setProperty("patience", config.patience().toString());
        config.existingVm().ifPresent(vm -> properties.setProperty("vm", vm));
        config.idleLimit().ifPresent(limit -> properties.setProperty("idle", limit.toString()));
        config.busyLimit().ifPresent(limit -> properties.setProperty("busy", limit.toString()));
        config.ageLimit().ifPresent(limit -> properties.setProperty("age", limit.toString()));
        try (OutputStream out = Files.newOutputStream(fresh.resolve("session"))) {
            properties.store(out, null);
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        return new SessionFolder(target);
    }

    private static FileAttribute<?>[] privately(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Those in the folder of a VM. */
    static List<SessionFolder> in(Path parent) {
        List<SessionFolder> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path each : folders) {
                found.add(new SessionFolder(each));
            }
        } catch (IOException e) {
            log.warn("the sessions in {} cannot be listed", parent, e);
        }
        return found;
    }

    /** Reads what was written down. */
    Saved load(VmConfig vm) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(folder.resolve("session"))) {
            properties.load(in);
            SessionConfig.Builder builder = SessionConfig.builder(required(properties, "id"))
                    .bufferBytes(Integer.parseInt(required(properties, "buffer")))
                    .patience(Duration.parse(required(properties, "patience")));
            String existing = properties.getProperty("vm");
            if (existing == null) {
                builder.newVm(vm);
            } else {
                builder.existingVm(existing);
            }
            duration(properties, "idle").ifPresent(builder::idleLimit);
            duration(properties, "busy").ifPresent(builder::busyLimit);
            duration(properties, "age").ifPresent(builder::ageLimit);
            return new Saved(
                    builder.build(), required(properties, "owner"), Instant.parse(required(properties, "created")));
        } catch (RuntimeException e) {
            throw new IOException(folder + " does not hold a session: " + e.getMessage(), e);
        }
    }

    private static String required(Properties properties, String key) throws IOException {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IOException("it does not say '" + key + "'");
        }
        return value;
    }

    private static Optional<Duration> duration(Properties properties, String key) {
        return Optional.ofNullable(properties.getProperty(key)).map(Duration::parse);
    }

    Path events() {
        return folder.resolve("events");
    }

    Path inputs() {
        return folder.resolve("inputs");
    }

    void delete() {
        try {
            delete(folder);
        } catch (IOException e) {
            log.warn("{} is left behind", folder, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path each : files) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
