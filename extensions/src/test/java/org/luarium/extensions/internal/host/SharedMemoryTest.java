// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.extension.Extension;
import org.luarium.extension.MethodStatistics;
import org.luarium.extension.SharedAccess;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.RemoteExtensionException;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extension.spi.SharedMemoryException;
import org.luarium.extension.spi.ValueException;
import org.luarium.extensions.sample.Matrices;
import org.osgi.framework.ServiceException;

/** Memory that is shared with a real child JVM. */
@Timeout(100)
class SharedMemoryTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    private TestHost host;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
        assertThat(folders()).isEmpty();
    }

    private Extension load(String name) throws IOException {
        return host.extensions.load(host.matrices(name).build());
    }

    /** The folders of this JVM. */
    private static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(MEMORY)) {
            return all.filter(each -> each.getFileName()
                            .toString()
                            .startsWith("luarium-" + ProcessHandle.current().pid() + "-"))
                    .toList();
        }
    }

    /** The files of segments that there are. */
    static List<Path> files() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders()) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(Files::isRegularFile)
                        .filter(each -> !each.endsWith("lock"))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static void fill(SharedBuffer buffer) {
        double[] numbers = new double[(int) buffer.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        buffer.put(0, numbers);
    }

    private static MethodStatistics statistics(Extension extension, String method) {
        return extension.statistics().stream()
                .filter(each -> each.method().startsWith(method + "("))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void line10_withoutSharedMemoryLargeArraysAreSentInFrames() throws Exception {
        Extension extension =
                host.extensions.load(host.matrices("none").sharedBytes(0).build());
        double[] numbers = LongStream.range(0, 100_000).asDoubleStream().toArray();
        assertThat(extension.service(Matrices.class).twice(numbers)[99_999]).isEqualTo(199_998);
        assertThat(statistics(extension, "twice").sentBytes()).isGreaterThan(800_000);
        assertThat(statistics(extension, "twice").receivedBytes()).isGreaterThan(800_000);
        assertThatThrownBy(() -> extension.allocate(SharedAccess.READ, NumberType.INT8, 1))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("sharedBytes");
        assertThatThrownBy(() -> extension.service(Matrices.class).range(3)).hasMessageContaining("sharedBytes");
        assertThat(folders()).isEmpty();
    }

    @Test
    void largeArraysDoNotGoThroughFrames() throws Exception {
        Extension extension = host.extensions.load(
                host.matrices("arrays").memoryBytes(256 << 20).build());
        Matrices matrices = extension.service(Matrices.class);
        // More than a frame can have.
        double[] numbers = LongStream.range(0, 3_000_000).asDoubleStream().toArray();
        double[] twice = matrices.twice(numbers);
        assertThat(twice).hasSameSizeAs(numbers);
        for (int i = 0; i < numbers.length; i += 997) {
            assertThat(twice[i]).isEqualTo(2.0 * i);
        }
        assertThat(statistics(extension, "twice").sentBytes()).isLessThan(1000);
        assertThat(statistics(extension, "twice").receivedBytes()).isLessThan(1000);
        byte[] bytes = new byte[1_234_567];
        bytes[7] = 42;
        assertThat(matrices.reversed(bytes)[bytes.length - 8]).isEqualTo((byte) 42);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).position(567);
        assertThat(matrices.remaining(buffer)).isEqualTo(1_234_000);
        assertThat(buffer.position()).isEqualTo(567);
        assertThat((float[]) matrices.any(new float[100_001])).hasSize(100_001);
        assertThat((byte[]) matrices.any(bytes)).isEqualTo(bytes);
        assertThat(matrices.nested(List.of(new long[20_000], new long[2], new long[30_000])))
                .extracting(each -> each.length)
                .containsExactly(20_000, 2, 30_000);
        assertThat(matrices.kind(new long[30_000])).isEqualTo("long 30000");
        assertThat(matrices.kind(new int[30_000])).isEqualTo("int 30000");
        Awaitility.await().untilAsserted(() -> assertThat(files()).isEmpty());
    }

    @Test
    void line81_hundredMegabytesAreHandedOverWithoutAByteInTheLink() throws Exception {
        Extension extension = load("large");
        Matrices matrices = extension.service(Matrices.class);
        int count = 13_107_200;
        try (SharedBuffer buffer = extension.allocate(SharedAccess.READ, NumberType.INT64, count)) {
            LongBuffer numbers = buffer.bytes().get(0).asLongBuffer();
            for (int i = 0; i < count; i++) {
                numbers.put(i, i);
            }
            assertThat(matrices.sumOfLongs(buffer)).isEqualTo(count * (count - 1L) / 2);
            // What is written later is seen too.
            numbers.put(0, 1_000_000);
            assertThat(matrices.sumOfLongs(buffer)).isEqualTo(count * (count - 1L) / 2 + 1_000_000);
            assertThat(statistics(extension, "sumOfLongs").sentBytes()).isLessThan(1000);
        }
        Awaitility.await().untilAsserted(() -> assertThat(files()).isEmpty());
    }

    @Test
    void line81_changesAreSeenOnBothSidesOrRefused() throws Exception {
        Extension extension = load("changes");
        Matrices matrices = extension.service(Matrices.class);
        try (SharedBuffer both = extension.allocate(SharedAccess.READ_WRITE, NumberType.FLOAT64, 4);
                SharedBuffer one = extension.allocate(SharedAccess.READ, NumberType.FLOAT64, 4)) {
            fill(both);
            matrices.keep(both);
            matrices.add(both, 10);
            assertThat(both.getDouble(3)).isEqualTo(13);
            both.putDouble(-1, 3);
            assertThat(matrices.kept(3)).isEqualTo(-1);
            matrices.forget();
            fill(one);
            assertThatThrownBy(() -> matrices.add(one, 10))
                    .isInstanceOf(RemoteExtensionException.class)
                    .hasMessageContaining("ReadOnlyBufferException");
            assertThatThrownBy(() -> matrices.add(both.readOnly(), 10)).hasMessageContaining("ReadOnlyBufferException");
            assertThat(one.getDouble(3)).isEqualTo(3);
            assertThatThrownBy(() -> one.readOnly().putDouble(1, 1))
                    .isInstanceOf(java.nio.ReadOnlyBufferException.class);
        }
    }

    @Test
    void line81_filesThatAreToBeReadCannotBeWrittenTo() throws Exception {
        Extension extension = load("files");
        Matrices matrices = extension.service(Matrices.class);
        try (SharedBuffer one = extension.allocate(SharedAccess.READ, NumberType.FLOAT64, 4);
                SharedBuffer both = extension.allocate(SharedAccess.READ_WRITE, NumberType.FLOAT64, 4)) {
            Path readable = file("ro");
            Path writable = file("rw");
            assertThat(matrices.attack("open", readable.toString())).isEqualTo("opened 160");
            assertThat(matrices.attack("open", writable.toString())).isEqualTo("opened 160");
            assertThatThrownBy(() -> matrices.attack("truncate", readable.toString()))
                    .isInstanceOf(Exception.class);
            assertThatThrownBy(() -> matrices.attack("delete", readable.toString()))
                    .isInstanceOf(Exception.class);
            assertThatThrownBy(() -> matrices.attack("create", readable + "x")).isInstanceOf(Exception.class);
            assertThat(one.size() + both.size()).isEqualTo(8);
        }
    }

    private static Path file(String folder) throws IOException {
        return files().stream()
                .filter(each -> each.getParent().endsWith(folder))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void hostileCodeThatCutsAFileOffGivesATypedError() throws Exception {
        Extension extension = load("hostile");
        Matrices matrices = extension.service(Matrices.class);
        try (SharedBuffer buffer = extension.allocate(SharedAccess.READ_WRITE, NumberType.FLOAT64, 1_000_000)) {
            fill(buffer);
            assertThat(matrices.attack("truncate", file("rw").toString())).isEqualTo("truncated");
            assertThatThrownBy(() -> buffer.getDouble(5))
                    .isInstanceOf(SharedMemoryException.class)
                    .hasMessageContaining("cut it off");
            assertThatThrownBy(() -> buffer.get(0, new double[1_000_000])).isInstanceOf(SharedMemoryException.class);
            assertThatThrownBy(buffer::bytes).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(matrices.twice(new double[] {4})).containsExactly(8);
    }

    @Test
    void line82_viewsAreTheSameOnBothSides() throws Exception {
        Extension extension = load("views");
        Matrices matrices = extension.service(Matrices.class);
        try (SharedBuffer buffer = extension.allocate(SharedAccess.READ_WRITE, NumberType.FLOAT64, 6, 8)) {
            fill(buffer);
            SharedBuffer view = buffer.slice(0, 1, 6, 2).slice(1, 2, 8, 3);
            assertThat(view.shape()).containsExactly(3, 2);
            assertThat(view.strides()).containsExactly(16, 3);
            assertThat(view.offset()).isEqualTo(10);
            assertThat(matrices.numbers(view)).containsExactly(10, 13, 26, 29, 42, 45);
            assertThat(matrices.numbers(buffer.select(1, 3))).containsExactly(3, 11, 19, 27, 35, 43);
            assertThat(matrices.numbers(buffer.view(47, new long[] {3}, new long[] {-8})))
                    .containsExactly(47, 39, 31);
            matrices.add(view, 100);
            assertThat(buffer.getDouble(1, 2)).isEqualTo(110);
            assertThat(buffer.getDouble(1, 3)).isEqualTo(11);
            SharedBuffer back = matrices.every(buffer, 0, 3);
            assertThat(back.shape()).containsExactly(2, 8);
            assertThat(back.getDouble(1, 1)).isEqualTo(25);
            back.putDouble(7, 1, 1);
            assertThat(buffer.getDouble(3, 1)).isEqualTo(7);
            back.close();
            assertThatThrownBy(() -> buffer.view(40, new long[] {9}, new long[] {1}))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> NumberType.of("<c16"))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("<c16")
                .hasMessageContaining("<f8 (FLOAT64)")
                .hasMessageContaining("|i1 (INT8)");
    }

    @Test
    void everyTypeOfNumbersArrives() throws Exception {
        Extension extension = load("types");
        Matrices matrices = extension.service(Matrices.class);
        for (NumberType type : NumberType.values()) {
            try (SharedBuffer buffer = extension.allocate(SharedAccess.READ, type, 3)) {
                buffer.putDouble(-1, 0);
                buffer.putLong(1, 1);
                ByteBuffer raw = ByteBuffer.allocate(type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
                buffer.get(1, raw);
                buffer.put(2, raw.flip());
                double expected = buffer.getDouble(0) + 2;
                assertThat(matrices.sum(buffer)).as(type.toString()).isEqualTo(expected);
            }
        }
    }

    @Test
    void line83_isThereUntilBothSidesHaveClosedIt() throws Exception {
        Extension extension = load("leases");
        Matrices matrices = extension.service(Matrices.class);
        SharedBuffer buffer = extension.allocate(SharedAccess.READ, NumberType.FLOAT64, 10);
        fill(buffer);
        matrices.keep(buffer);
        buffer.close();
        buffer.close();
        assertThatThrownBy(() -> buffer.getDouble(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> matrices.keep(buffer))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("the shared buffer was closed");
        assertThat(files()).hasSize(1);
        assertThat(matrices.kept(9)).isEqualTo(9);
        matrices.forget();
        Awaitility.await().untilAsserted(() -> assertThat(files()).isEmpty());
        SharedBuffer given = matrices.range(5);
        assertThat(given.getDouble(4)).isEqualTo(4);
        given.close();
    }

    @Test
    void line85_aNeighbourSeesNothing() throws Exception {
        Extension one = load("one");
        Matrices other = load("other").service(Matrices.class);
        try (SharedBuffer buffer = one.allocate(SharedAccess.READ_WRITE, NumberType.FLOAT64, 10)) {
            Path file = file("rw");
            assertThat(one.service(Matrices.class).attack("open", file.toString()))
                    .isEqualTo("opened 208");
            assertThatThrownBy(() -> other.attack("open", file.toString()))
                    .hasMessageMatching("(?s).*(NoSuchFile|AccessDenied)Exception.*");
            for (Path folder = file.getParent(); !folder.equals(MEMORY); folder = folder.getParent()) {
                Path listed = folder;
                try {
                    assertThat(other.attack("list", listed.toString())).doesNotContain("one-");
                } catch (RemoteExtensionException e) {
                    assertThat(e).hasMessageMatching("(?s).*(NoSuchFile|AccessDenied)Exception.*");
                }
            }
            assertThatThrownBy(() -> other.sum(buffer))
                    .isInstanceOf(ValueException.class)
                    .hasMessageContaining("Extension.allocate");
        }
    }

    @Test
    void theLimitHolds() throws Exception {
        Extension extension = host.extensions.load(
                host.matrices("limited").sharedBytes(1 << 20).build());
        Matrices matrices = extension.service(Matrices.class);
        SharedBuffer buffer = extension.allocate(SharedAccess.READ, NumberType.INT8, 1_000_000);
        assertThatThrownBy(() -> extension.allocate(SharedAccess.READ, NumberType.INT8, 100_000))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("1048576");
        assertThatThrownBy(() -> matrices.range(100_000)).hasMessageContaining("1048576");
        // Arrays go without.
        assertThat(matrices.twice(new double[20_000])).hasSize(20_000);
        assertThat(statistics(extension, "twice").sentBytes()).isGreaterThan(160_000);
        buffer.close();
        extension.allocate(SharedAccess.READ, NumberType.INT8, 1_000_000).close();
        matrices.range(100_000).close();
    }

    @Test
    void nothingIsLeftWhenTheProcessHasCrashed() throws Exception {
        Extension extension = load("crashing");
        Matrices matrices = extension.service(Matrices.class);
        SharedBuffer buffer = extension.allocate(SharedAccess.READ_WRITE, NumberType.FLOAT64, 10);
        fill(buffer);
        matrices.keep(buffer);
        matrices.keep(matrices.range(100_000));
        Path folder = file("rw").getParent().getParent();
        assertThatThrownBy(matrices::exit).isInstanceOf(ServiceException.class);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(folder));
        // The host still has its own.
        assertThat(buffer.getDouble(9)).isEqualTo(9);
        buffer.close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(matrices.twice(new double[] {1})).containsExactly(2));
        extension.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void manyThreadsShareAtOnce() throws Exception {
        Extension extension = load("busy");
        Matrices matrices = extension.service(Matrices.class);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Double>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int value = i;
            all.add(threads.submit(() -> {
                try (SharedBuffer buffer = extension.allocate(SharedAccess.READ_WRITE, NumberType.FLOAT64, 100)) {
                    fill(buffer);
                    matrices.add(buffer, value);
                    double[] array = new double[10_000];
                    array[9_999] = value;
                    return buffer.getDouble(99) + matrices.twice(array)[9_999];
                }
            }));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(all.get(i).get()).isEqualTo(99 + 3.0 * i);
        }
        threads.shutdown();
        Awaitility.await().untilAsserted(() -> assertThat(files()).isEmpty());
    }

    @Test
    void anInterruptedThreadDoesNotCloseABuffer() throws Exception {
        Extension extension = load("interrupted");
        try (SharedBuffer buffer = extension.allocate(SharedAccess.READ_WRITE, NumberType.FLOAT64, 10)) {
            Thread.currentThread().interrupt();
            fill(buffer);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(buffer.getDouble(9)).isEqualTo(9);
        }
    }

    private static Process victim(Path temporary) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        SharedMemoryVictim.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static boolean has(Process process) throws IOException {
        try (Stream<Path> all = Files.list(MEMORY)) {
            return all.anyMatch(each -> each.getFileName().toString().startsWith("luarium-" + process.pid() + "-"));
        }
    }

    @Test
    void whatAKilledJvmHasLeftIsRemovedAndWhatALivingOneHasIsNot() throws Exception {
        Path temporary = Files.createDirectory(host.folder.resolve("victims"));
        Process killed = victim(temporary);
        Process living = victim(temporary);
        try (BufferedReader first = killed.inputReader();
                BufferedReader second = living.inputReader()) {
            String[] ready = first.readLine().split(" ", -1);
            assertThat(ready[0]).isEqualTo("ready");
            assertThat(second.readLine()).startsWith("ready");
            assertThat(has(killed)).isTrue();
            killed.destroyForcibly().waitFor();
            long child = Long.parseLong(ready[1]);
            Awaitility.await()
                    .until(() -> ProcessHandle.of(child)
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
            // Another JVM may have removed it already, so whether it is still there says nothing.
            load("next");
            assertThat(has(killed)).isFalse();
            assertThat(has(living)).isTrue();
            living.getOutputStream().close();
            assertThat(second.readLine()).isEqualTo("closed");
            assertThat(living.waitFor()).isZero();
            assertThat(has(living)).isFalse();
        } finally {
            killed.destroyForcibly();
            living.destroyForcibly();
        }
    }

    @Test
    void line86_withoutMemoryItGoesThroughFiles() throws Exception {
        try (TestHost other = new TestHost(Grants.NONE, host.folder.resolve("nowhere"))) {
            checkWithout(other, 100_000);
        }
    }

    @Test
    void line86_withFullMemoryItGoesThroughFiles() throws Exception {
        Path small = Files.createDirectory(host.folder.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small.toString()) == 0, "cannot mount");
        try (TestHost other = new TestHost(Grants.NONE, small)) {
            checkWithout(other, 100_000);
            try (Stream<Path> left = Files.list(small)) {
                assertThat(left).hasSize(1);
            }
        } finally {
            assertThat(run("umount", small.toString())).isZero();
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static void checkWithout(TestHost other, int count) throws Exception {
        Extension extension = other.extensions.load(other.matrices("without").build());
        Matrices matrices = extension.service(Matrices.class);
        assertThat(matrices.twice(new double[count])).hasSize(count);
        try (SharedBuffer one = extension.allocate(SharedAccess.READ, NumberType.FLOAT64, count);
                SharedBuffer both = extension.allocate(SharedAccess.READ_WRITE, NumberType.FLOAT64, count)) {
            fill(one);
            fill(both);
            assertThat(matrices.sum(one)).isEqualTo(count * (count - 1.0) / 2);
            matrices.add(both, 1);
            assertThat(both.getDouble(count - 1)).isEqualTo(count);
        }
        assertThat(matrices.range(count).getDouble(7)).isEqualTo(7);
    }

    @Test
    void aReloadLeavesBuffersOfTheOldProcessToTheHost() throws Exception {
        Extension extension = load("reloaded");
        Matrices matrices = extension.service(Matrices.class);
        try (SharedBuffer buffer = extension.allocate(SharedAccess.READ, NumberType.FLOAT64, 10)) {
            fill(buffer);
            extension.reload();
            assertThat(buffer.getDouble(9)).isEqualTo(9);
            assertThatThrownBy(() -> matrices.sum(buffer))
                    .isInstanceOf(ValueException.class)
                    .hasMessageContaining("Extension.allocate");
            assertThat(matrices.twice(new double[100_000])).hasSize(100_000);
        }
    }

    @Test
    void anExtensionInThisProcessSharesToo() throws Exception {
        Extension extension =
                host.extensions.load(host.matrices("local").isolated(false).build());
        Matrices matrices = extension.service(Matrices.class);
        try (SharedBuffer buffer = extension.allocate(SharedAccess.READ_WRITE, NumberType.FLOAT64, 10)) {
            fill(buffer);
            matrices.add(buffer, 1);
            assertThat(buffer.getDouble(9)).isEqualTo(10);
        }
        assertThat(matrices.twice(new double[100_000])).hasSize(100_000);
        extension.close();
    }
}
