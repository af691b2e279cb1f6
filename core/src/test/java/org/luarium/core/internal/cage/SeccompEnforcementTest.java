// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.SpawnerClient;
import org.luarium.core.internal.elf.SpawnerClient.Event;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.elf.SyscallProgram;

/** What the kernel does under the filters: a child of a real spawner installs one and makes a forbidden call. */
@Timeout(60)
final class SeccompEnforcementTest {
    private static final int EPERM = 1;
    private static final int ENOTTY = 25;
    private static final int ENOSYS = 38;
    private static final int SIGCHLD = 17;
    private static final int CLONE_NEWUSER = 0x1000_0000;
    private static final int RLIMIT_CORE = 4;
    private static final int SIGSYS = 31;
    private static final int FILTERED_STEP = 2;

    /* Arguments are such that the call would do no harm if it were allowed. */
    private record Call(String name, int x64, int a64, List<Object> arguments) {
        static Call of(String name, int x64, int a64, Object... arguments) {
            return new Call(name, x64, a64, Arrays.asList(arguments));
        }

        int number() {
            return Architecture.current().orElseThrow() == Architecture.X86_64 ? x64 : a64;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Call SOCKET = Call.of("socket(AF_INET)", 41, 198, 2, 1, 0);
    private static final Call UNIX_SOCKET = Call.of("socket(AF_UNIX)", 41, 198, 1, 1, 0);
    private static final Call SOCKETPAIR = Call.of("socketpair", 53, 199, 1, 1, 0, (Data) program -> program.words(0));
    private static final Call KILL =
            Call.of("kill", 62, 129, ProcessHandle.current().pid(), 0);
    private static final Call UNSHARE_NOTHING = Call.of("unshare(0)", 272, 97, 0);
    private static final Call SETRLIMIT =
            Call.of("setrlimit", 160, 164, RLIMIT_CORE, (Data) program -> program.words(0, 0));
    private static final Call PRLIMIT =
            Call.of("prlimit64", 302, 261, 0, RLIMIT_CORE, (Data) program -> program.words(0, 0), 0);
    private static final Call SET_OWNER = Call.of("fcntl(F_SETOWN)", 72, 25, 0, 8, 0);
    private static final Call MEMFD = Call.of("memfd_create", 319, 279, (Data) program -> program.string("x"), 0);
    private static final Call PIPE = Call.of("pipe2", 293, 59, (Data) program -> program.words(0), 0);
    private static final Call NO_NEW_PRIVS = Call.of("prctl", 157, 167, 38, 1, 0, 0, 0);
    private static final Call EVENTFD = Call.of("eventfd2", 290, 19, 0, 0);
    private static final Call SETSID = Call.of("setsid", 112, 157);

    /** An argument that is the address of data. */
    private interface Data {
        long place(SyscallProgram program);
    }

    @TempDir
    private Path directory;

    private final Architecture architecture = Architecture.current().orElse(Architecture.X86_64);
    private SpawnerClient spawner;

    @BeforeAll
    static void needsLinux() {
        assumeTrue(Architecture.current().isPresent(), "the spawner runs on Linux x86_64 and aarch64 only");
    }

    @BeforeEach
    void start() throws Exception {
        spawner = SpawnerClient.start(directory, architecture);
    }

    @AfterEach
    void stop() throws Exception {
        spawner.stop();
    }

    /** Calls that anybody may make, which shows that it is the filter that refuses them. */
    static Stream<Call> harmless() {
        return Stream.of(
                SOCKET,
                UNIX_SOCKET,
                SOCKETPAIR,
                KILL,
                UNSHARE_NOTHING,
                SETRLIMIT,
                PRLIMIT,
                SET_OWNER,
                MEMFD,
                PIPE,
                NO_NEW_PRIVS,
                EVENTFD,
                SETSID);
    }

    static Stream<Call> forbiddenToAll() {
        return Stream.of(
                UNSHARE_NOTHING,
                Call.of("unshare(CLONE_NEWUSER)", 272, 97, CLONE_NEWUSER),
                Call.of("clone(CLONE_NEWUSER)", 56, 220, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0),
                Call.of("setns", 308, 268, -1, 0),
                Call.of("mount", 165, 40, 0, 0, 0, 0, 0),
                Call.of("umount2", 166, 39, 0, 0),
                Call.of("pivot_root", 155, 41, 0, 0),
                Call.of("chroot", 161, 51, 0),
                Call.of("open_tree", 428, 428, -1, 0, 0),
                Call.of("fsopen", 430, 430, 0, 0),
                Call.of("ptrace", 101, 117, 16, 0, 0, 0),
                Call.of("process_vm_readv", 310, 270, 0, 0, 0, 0, 0, 0),
                Call.of("process_vm_writev", 311, 271, 0, 0, 0, 0, 0, 0),
                Call.of("pidfd_getfd", 438, 438, -1, -1, 0),
                Call.of("bpf", 321, 280, -1, 0, 0),
                Call.of("perf_event_open", 298, 241, 0, 0, 0, 0, 0),
                Call.of("keyctl", 250, 219, 0, 0, 0, 0, 0),
                Call.of("add_key", 248, 217, 0, 0, 0, 0, 0),
                Call.of("io_uring_setup", 425, 425, 0, 0),
                Call.of("io_uring_enter", 426, 426, -1, 0, 0, 0, 0, 0),
                Call.of("userfaultfd", 323, 282, -1),
                Call.of("open_by_handle_at", 304, 265, -1, 0, 0),
                Call.of("kexec_load", 246, 104, 0, 0, 0, -1),
                Call.of("finit_module", 313, 273, -1, 0, 0),
                Call.of("delete_module", 176, 106, 0, 0),
                Call.of("swapon", 167, 224, 0, 0),
                Call.of("quotactl", 179, 60, -1, 0, 0, 0),
                Call.of("acct", 163, 89, -1),
                Call.of("reboot", 169, 142, 0, 0, 0, 0),
                Call.of("settimeofday", 164, 170, -1, 0),
                Call.of("clock_settime", 227, 112, -1, 0),
                Call.of("personality", 135, 92, 0xffff_ffffL));
    }

    static Stream<Call> forbiddenToLua() {
        return Stream.concat(
                Stream.concat(harmless(), forbiddenToAll()),
                Stream.of(
                        Call.of("clone(SIGCHLD)", 56, 220, SIGCHLD, 0, 0, 0, 0),
                        Call.of("clone of a thread", 56, 220, 0x3d_0f00, 0, 0, 0, 0),
                        Call.of("tkill", 200, 130, 0, 0),
                        Call.of("tgkill", 234, 131, 0, 0, 0),
                        Call.of("rt_sigqueueinfo", 129, 138, 0, 0, 0),
                        Call.of("pidfd_open", 434, 434, -1, 0),
                        Call.of("pidfd_send_signal", 424, 424, -1, 0, 0, 0),
                        Call.of("connect", 42, 203, -1, 0, 0),
                        Call.of("seccomp", 317, 277, -1, 0, 0),
                        Call.of("execveat", 322, 281, -1, 0, 0, 0, 0),
                        Call.of("setuid", 105, 146, -1),
                        Call.of("fchmodat", 268, 53, -1, 0, 04755),
                        Call.of("mknodat", 259, 33, -1, 0, 0, 0),
                        Call.of("shmget", 29, 194, -1, 0, 0),
                        Call.of("sched_setscheduler", 144, 119, -1, 0, 0)));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void nothingIsRefusedWithoutAFilter(Call call) throws Exception {
        SyscallProgram program = spawner.program();
        program.call(Syscall.GETPID).call(Syscall.GETPID);

        Event reply = perform(program, call);

        assertThat(reply.first()).isZero();
        assertThat(reply.second()).isEqualTo(FILTERED_STEP + 1);
    }

    @ParameterizedTest
    @MethodSource("forbiddenToLua")
    void refusesLua(Call call) throws Exception {
        assertRefused(SeccompFilter.lua(architecture), call, EPERM);
    }

    @ParameterizedTest
    @MethodSource("forbiddenToAll")
    void refusesOthers(Call call) throws Exception {
        assertRefused(SeccompFilter.general(architecture, true, true), call, EPERM);
    }

    @Test
    void refusesInputForATerminal() throws Exception {
        Call push = Call.of("ioctl(TIOCSTI)", 16, 29, 0, 0x5412, 0);
        Call bytesToRead = Call.of("ioctl(FIONREAD)", 16, 29, 0, 0x541B, (Data) program -> program.words(0));

        assertRefused(SeccompFilter.lua(architecture), push, ENOTTY);
        assertRefused(SeccompFilter.lua(architecture), bytesToRead, ENOTTY);
        assertRefused(SeccompFilter.general(architecture, true, true), push, EPERM);
        assertAllowed(SeccompFilter.general(architecture, false, false), bytesToRead);
    }

    @Test
    void refusesSocketsWithoutNetwork() throws Exception {
        byte[] offline = SeccompFilter.general(architecture, false, true);
        byte[] online = SeccompFilter.general(architecture, true, true);
        Call algorithms = Call.of("socket(AF_ALG)", 41, 198, 38, 5, 0);

        assertRefused(offline, SOCKET, EPERM);
        assertRefused(offline, UNIX_SOCKET, EPERM);
        assertAllowed(offline, SOCKETPAIR);
        assertAllowed(online, SOCKET);
        assertAllowed(online, UNIX_SOCKET);
        assertRefused(online, algorithms, EPERM);
    }

    @Test
    void refusesProcesses() throws Exception {
        byte[] alone = SeccompFilter.general(architecture, true, false);

        assertRefused(alone, Call.of("clone(SIGCHLD)", 56, 220, SIGCHLD, 0, 0, 0, 0), EPERM);
        if (architecture == Architecture.X86_64) {
            assertRefused(alone, Call.of("fork", 57, -1), EPERM);
            assertRefused(alone, Call.of("vfork", 58, -1), EPERM);
        }
    }

    @Test
    void hasNoCallsThatAFilterCannotJudge() throws Exception {
        Call clone3 = Call.of("clone3", 435, 435, 0, 0);
        Call newer = Call.of("listmount", 458, 458, 0, 0, 0, 0);

        for (byte[] filter :
                List.of(SeccompFilter.lua(architecture), SeccompFilter.general(architecture, true, true))) {
            assertRefused(filter, clone3, ENOSYS);
            assertRefused(filter, newer, ENOSYS);
        }
    }

    @Test
    void theSpawnerAndItsOtherChildrenStayFree() throws Exception {
        assertRefused(SeccompFilter.lua(architecture), SOCKET, EPERM);

        nothingIsRefusedWithoutAFilter(SOCKET);
        assertThat(spawner.here(spawner.program().call(Syscall.UNSHARE, 0)).first())
                .isZero();
    }

    @Test
    void readsItsOwnLimits() throws Exception {
        assertAllowed(SeccompFilter.lua(architecture), Call.of("prlimit64", 302, 261, 0, RLIMIT_CORE, 0, (Data)
                program -> program.words(0, 0)));
    }

    @Test
    void killsWhatUsesNumbersOfX32() throws Exception {
        assumeTrue(architecture == Architecture.X86_64, "x32 is of x86_64");
        SyscallProgram program = spawner.program();
        SeccompFilter.install(program, SeccompFilter.lua(architecture));

        Event reply = perform(program, Call.of("x32 getpid", 0x4000_0000 + 39, -1));

        // The child died before it could report a step, which looks to the spawner as if it had executed a program.
        assertThat(spawner.exit(SpawnerClient.pid(reply)).signal()).isEqualTo(SIGSYS);
    }

    private void assertRefused(byte[] filter, Call call, int errno) throws Exception {
        SyscallProgram program = spawner.program();
        SeccompFilter.install(program, filter);

        Event reply = perform(program, call);

        assertThat(reply.second()).as("failed step with %s", call).isEqualTo(FILTERED_STEP);
        assertThat(reply.first()).as("result of %s", call).isEqualTo(-errno);
    }

    private void assertAllowed(byte[] filter, Call call) throws Exception {
        SyscallProgram program = spawner.program();
        SeccompFilter.install(program, filter);

        Event reply = perform(program, call);

        assertThat(reply.first()).as("result of %s", call).isZero();
        assertThat(reply.second()).isEqualTo(FILTERED_STEP + 1);
    }

    private Event perform(SyscallProgram program, Call call) throws Exception {
        long[] arguments = call.arguments().stream()
                .mapToLong(argument ->
                        argument instanceof Data data ? data.place(program) : ((Number) argument).longValue())
                .toArray();
        program.call(Syscall.GETPID, arguments);
        return spawner.childEndingWith(program, call.number());
    }
}
