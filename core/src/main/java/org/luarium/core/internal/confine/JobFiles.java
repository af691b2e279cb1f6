// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.luarium.core.internal.cage.Bind;
import org.luarium.core.internal.cage.Bind.Access;
import org.luarium.core.internal.cage.Ids;
import org.luarium.core.internal.cage.JobView;

/**
 * Which files a job may use.
 *
 * <p>Of the system these are the folders with programs and libraries, and of {@code /etc} what the loader, the choice of alternatives and, with a network, names and
 * certificates need. {@code /etc} itself has secrets, and {@code /proc} shows what others do: compilers, make and cmake work without both. What has a link gets a {@code /proc} of its own processes, where the
 * kernel allows that: the loader finds the libraries beside a program through it, those of a JVM among them.
 */
final class JobFiles {
    private static final List<Path> FOLDERS = paths("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");
    private static final List<Path> SETTINGS =
            paths("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives");
    private static final List<Path> NETWORK_SETTINGS = paths(
            "/etc/resolv.conf",
            "/etc/hosts",
            "/etc/nsswitch.conf",
            "/etc/services",
            "/etc/protocols",
            "/etc/ssl/certs",
            "/etc/ssl/openssl.cnf",
            "/etc/pki/tls/certs",
            "/etc/pki/ca-trust/extracted");
    private static final List<Path> DEVICES =
            paths("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom");
    private static final Set<PosixFilePermission> ALL_ENTER = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> ALL_READ = PosixFilePermissions.fromString("rw-r--r--");

    private final List<Path> inputs;
    private final List<Path> outputs;
    private final boolean linked;
    private final List<Path> settings;

    private JobFiles(List<Path> inputs, List<Path> outputs, boolean linked, boolean network) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.linked = linked;
        settings = new ArrayList<>(SETTINGS);
        if (network) {
            settings.addAll(NETWORK_SETTINGS);
        }
        settings.removeIf(path -> !Files.exists(path));
    }

    /** Those of a job. */
    static JobFiles of(Job job) throws IOException {
        for (Path input : job.readable()) {
            real(input);
        }
        for (Path output : job.writable()) {
            real(output);
            if (!Files.isDirectory(output)) {
                throw new IOException(output + " is no folder");
            }
        }
        return new JobFiles(List.copyOf(job.readable()), List.copyOf(job.writable()), job.linked(), job.network());
    }

    /** Those of a job that is given nothing but a folder to write. */
    static JobFiles of(Path output, boolean linked, boolean network) {
        return new JobFiles(List.of(), List.of(output), linked, network);
    }

    /** Whoever could change a link on the way to a file would choose what the job sees. */
    private static void real(Path path) throws IOException {
        Path found;
        try {
            found = path.toRealPath();
        } catch (NoSuchFileException e) {
            throw new IOException(path + " does not exist", e);
        }
        if (!found.equals(path)) {
            throw new IOException("there is a symbolic link on the way to " + path + "; give " + found);
        }
    }

    private static List<Path> paths(String... names) {
        return List.of(names).stream().map(Path::of).toList();
    }

    List<Path> writable() {
        return outputs;
    }

    /** All to read and execute. */
    List<Path> readable() {
        List<Path> all = new ArrayList<>(settings);
        FOLDERS.stream().filter(Files::exists).forEach(all::add);
        all.addAll(inputs);
        return all;
    }

    static List<Path> devices() {
        return DEVICES.stream().filter(Files::exists).toList();
    }

    /**
     * Prepares the file system of a job in an empty folder.
     *
     * @param processes whether it gets a {@code /proc}
     */
    JobView view(Path skeleton, long scratch, Ids user, boolean processes) throws IOException {
        makeFolder(skeleton, Path.of("/"));
        makeFolder(skeleton, JobView.TMP);
        makeFolder(skeleton, Path.of("/dev"));
        makeFolder(skeleton, Path.of("/etc"));
        String account = linked ? "program" : "build";
        makeFile(skeleton.resolve("etc/passwd"), account + ":x:" + user.uid() + ":" + user.gid() + "::/tmp:/bin/sh\n");
        makeFile(skeleton.resolve("etc/group"), account + ":x:" + user.gid() + ":\n");
        if (processes) {
            makeFolder(skeleton, JobView.PROC);
        }
        if (linked) {
            makeFolder(skeleton, JobView.LINK);
        }
        Map<Path, Access> places = new TreeMap<>();
        for (Path folder : FOLDERS) {
            if (Files.isSymbolicLink(folder)) {
                Files.createSymbolicLink(place(skeleton, folder), Files.readSymbolicLink(folder));
            } else if (Files.isDirectory(folder)) {
                places.put(folder, Access.READ);
            }
        }
        settings.forEach(path -> places.put(path, Access.READ));
        devices().forEach(path -> places.put(path, Access.DEVICE));
        inputs.forEach(path -> places.put(path, Access.READ));
        places.keySet().removeIf(path -> isIn(path, places));
        outputs.forEach(path -> places.put(path, Access.WRITE));
        makeSharedMemory(skeleton, places.keySet());
        MountTable mounts = MountTable.read();
        List<Bind> binds = new ArrayList<>();
        for (Map.Entry<Path, Access> each : places.entrySet()) {
            Path path = each.getKey();
            boolean folder = Files.isDirectory(path);
            if (linked && path.startsWith(JobView.LINK)) {
                throw new IOException(path + " cannot be given: it is where the link is");
            }
            if (!path.startsWith(JobView.TMP) && !JobView.isPrivate(path)) {
                makePlace(skeleton, path, folder);
            }
            binds.add(new Bind(path, each.getValue(), folder, folder ? mounts.beneath(path) : List.of()));
        }
        return new JobView(skeleton, binds, scratch, linked, processes);
    }

    /** A link to the private {@code /tmp}, or a place of its own where something of the host is to be seen in it. */
    private static void makeSharedMemory(Path skeleton, Set<Path> places) throws IOException {
        if (places.stream().anyMatch(path -> path.startsWith(JobView.SHARED_MEMORY))) {
            makeFolder(skeleton, JobView.SHARED_MEMORY);
        } else {
            Files.createSymbolicLink(place(skeleton, JobView.SHARED_MEMORY), JobView.TMP);
        }
    }

    /** Whether a folder that contains it has a place already, so that it is there too. */
    private static boolean isIn(Path path, Map<Path, Access> places) {
        for (Path each = path.getParent(); each != null; each = each.getParent()) {
            if (places.containsKey(each)) {
                return true;
            }
        }
        return false;
    }

    private static Path place(Path skeleton, Path path) {
        return skeleton.resolve(path.subpath(0, path.getNameCount()));
    }

    private static void makePlace(Path skeleton, Path path, boolean folder) throws IOException {
        if (folder) {
            makeFolder(skeleton, path);
            return;
        }
        makeFolder(skeleton, requireNonNull(path.getParent()));
        Path file = place(skeleton, path);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            makeFile(file, "");
        }
    }

    private static void makeFile(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, ALL_READ);
    }

    private static void makeFolder(Path skeleton, Path path) throws IOException {
        Path made = skeleton;
        for (int names = 0; names <= path.getNameCount(); names++) {
            made = names == 0 ? skeleton : made.resolve(path.getName(names - 1));
            if (!Files.exists(made, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(made);
                Files.setPosixFilePermissions(made, ALL_ENTER);
            }
        }
    }
}
