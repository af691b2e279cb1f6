// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.elf.SyscallProgram;

/**
 * What the kernel keeps a child from. Immutable.
 *
 * <p>It is a list of system calls that the child makes between its birth and its program; each must succeed, or there is no child. The order matters: namespaces come
 * with the birth, mounts need the rights that the change of user takes away, and after the filter hardly anything is allowed.
 */
public final class Cage {
    /** No bounds at all. */
    public static final Cage NONE = builder().build();

    private static final int AT_FDCWD = -100;
    private static final int O_WRONLY = 1;
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int PR_SET_KEEPCAPS = 8;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_RAISE = 2;
    private static final int CAPABILITY_VERSION_3 = 0x2008_0522;
    private static final int CAP_DAC_READ_SEARCH = 2;
    private static final int SIGKILL = 9;
    private static final int RLIMIT_CORE = 4;
    private static final int UMASK = 022;
    /** The first descriptor that is free when a cage is entered. */
    private static final int FREE_FD = 3;

    private final int namespaces;
    private final Ids self;
    private final OptionalInt user;
    private final boolean readsAll;
    private final Map<Resource, Long> limits;
    private final @Nullable FileView view;
    private final @Nullable Path folder;
    private final @Nullable Landlock landlock;
    private final byte @Nullable [] filter;

    private Cage(Builder builder) {
        namespaces = builder.namespaces;
        self = builder.self;
        user = builder.user;
        readsAll = builder.readsAll;
        limits = new EnumMap<>(builder.limits);
        view = builder.view;
        folder = builder.folder;
        landlock = builder.landlock;
        filter = builder.filter;
    }

    public static Builder builder() {
        return new Builder();
    }

    private Cage(Cage other, int user, boolean readsAll) {
        namespaces = other.namespaces;
        self = other.self;
        this.user = OptionalInt.of(user);
        this.readsAll = readsAll;
        limits = other.limits;
        view = other.view;
        folder = other.folder;
        landlock = other.landlock;
        filter = other.filter;
    }

    /**
     * Returns the same with a user and group of its own; takes root.
     *
     * @param all whether it may read what root may, as who shares the files of the host needs: its own lie where root has put them
     */
    public Cage withUser(int id, boolean all) {
        return new Cage(this, id, all);
    }

    /** Starts from this cage. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.namespaces = namespaces;
        builder.self = self;
        builder.user = user;
        builder.readsAll = readsAll;
        builder.limits.putAll(limits);
        builder.view = view;
        builder.folder = folder;
        builder.landlock = landlock;
        builder.filter = filter;
        return builder;
    }

    /** The flags with which the child is born. */
    public int namespaces() {
        return namespaces;
    }

    /** The limit of the address space, for launchers that cannot do more. */
    public OptionalLong addressSpace() {
        Long limit = limits.get(Resource.ADDRESS_SPACE);
        return limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    /** Where the child starts, if that was said. */
    public Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    /** Whether it has a file system of its own. */
    public boolean hasView() {
        return view != null;
    }

    /** Where the child finds what is in a folder of FIFOs. */
    public String inside(Path link) {
        return view == null ? link.toString() : View.LINK;
    }

    /**
     * Adds the calls with which a child goes inside. Descriptors 0 to 2 are open by then and no others.
     *
     * @param link the folder of its FIFOs
     * @param fifos the names of those that it opens; none for a child without a link
     */
    public void enter(SyscallProgram program, Path link, List<String> fifos) {
        int uid = user.orElse(self.uid());
        int gid = user.orElse(self.gid());
        if ((namespaces & Namespace.USER) != 0) {
            map(program, "setgroups", "deny");
            map(program, "uid_map", self.uid() + " " + self.uid() + " 1");
            map(program, "gid_map", self.gid() + " " + self.gid() + " 1");
        }
        if (user.isPresent() && !fifos.isEmpty()) {
            own(program, link.toString(), uid, gid);
            fifos.forEach(fifo -> own(program, link.resolve(fifo).toString(), uid, gid));
        }
        if (view != null) {
            view.enter(program, link, uid, gid);
        }
        if (folder != null) {
            program.call(Syscall.CHDIR, program.string(folder.toString()));
            program.call(Syscall.UMASK, UMASK);
        }
        program.call(Syscall.PRLIMIT64, 0, RLIMIT_CORE, program.words(0, 0), 0);
        limits.forEach((resource, most) ->
                program.call(Syscall.PRLIMIT64, 0, resource.number(), program.words(most, most), 0));
        if (user.isPresent()) {
            become(program, uid, gid);
        }
        // A change of user makes the kernel forget this.
        program.call(Syscall.PRCTL, PR_SET_PDEATHSIG, SIGKILL);
        if (landlock != null) {
            program.call(Syscall.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            landlock.enter(program, link, FREE_FD);
        }
        if (filter != null) {
            SeccompFilter.install(program, filter);
        }
    }

    private void become(SyscallProgram program, int uid, int gid) {
        program.call(Syscall.SETGROUPS, 0, 0);
        program.call(Syscall.SETRESGID, gid, gid, gid);
        if (readsAll) {
            program.call(Syscall.PRCTL, PR_SET_KEEPCAPS, 1, 0, 0, 0);
        }
        program.call(Syscall.SETRESUID, uid, uid, uid);
        if (readsAll) {
            long only = 1L << CAP_DAC_READ_SEARCH;
            // struct __user_cap_data_struct: effective, permitted, inheritable, 32 bits each, and the same for the
            // upper half
            long capabilities = program.words(only | only << 32, only, 0);
            program.call(Syscall.CAPSET, program.words(CAPABILITY_VERSION_3), capabilities);
            program.call(Syscall.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0);
        }
    }

    private static void own(SyscallProgram program, String path, int uid, int gid) {
        program.call(Syscall.FCHOWNAT, AT_FDCWD, program.string(path), uid, gid, 0);
    }

    private static void map(SyscallProgram program, String file, String text) {
        program.call(Syscall.OPENAT, AT_FDCWD, program.string("/proc/self/" + file), O_WRONLY);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        program.call(Syscall.WRITE, FREE_FD, program.bytes(bytes), bytes.length);
        program.call(Syscall.CLOSE, FREE_FD);
    }

    /** Collects a cage. Not thread-safe. */
    public static final class Builder {
        private final Map<Resource, Long> limits = new EnumMap<>(Resource.class);
        private int namespaces;
        private Ids self = new Ids(0, 0);
        private OptionalInt user = OptionalInt.empty();
        private boolean readsAll;
        private @Nullable FileView view;
        private @Nullable Path folder;
        private @Nullable Landlock landlock;
        private byte @Nullable [] filter;

        private Builder() {}

        /** Namespaces of its own, as a sum of {@link Namespace} flags; a user namespace maps the ids of the host alone. */
        public Builder namespaces(int flags, Ids host) {
            namespaces = flags;
            self = host;
            return this;
        }

        /**
         * A user and group of its own; takes root.
         *
         * @param all whether it may read what root may, as who shares the files of the host needs: its own lie where root has put them
         */
        public Builder user(int id, boolean all) {
            user = OptionalInt.of(id);
            readsAll = all;
            return this;
        }

        public Builder limit(Resource resource, long most) {
            limits.put(resource, most);
            return this;
        }

        /** A file system of its own; takes a mount namespace. */
        public Builder view(FileView own) {
            view = own;
            return this;
        }

        /** Where to start, with files that everybody may read. */
        public Builder folder(Path place) {
            folder = place;
            return this;
        }

        public Builder landlock(Landlock rules) {
            landlock = rules;
            return this;
        }

        public Builder filter(byte @Nullable [] program) {
            filter = program == null ? null : program.clone();
            return this;
        }

        public Cage build() {
            return new Cage(this);
        }
    }
}
