// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.root;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.SpawnerImage;
import org.luarium.core.internal.engine.Engine;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.core.internal.files.SafeFiles;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
final class ProgramFilesTest {
    private static final String LOADER = "/lib64/ld-none.so";

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void makeReachable() throws IOException {
        SafeFiles.setReadable(temporary);
        folder = temporary.toRealPath();
    }

    private Path program(byte[] content) throws IOException {
        Path program = Files.write(folder.resolve("program"), content);
        SafeFiles.setExecutable(program);
        return program;
    }

    /** Compiles {@code int main}, linked with {@code libgreet.so} in {@code library}. */
    private Path compiled(Path library, String option) throws Exception {
        Path compiler = InRoot.installed("gcc");
        Files.createDirectories(library);
        Path greet =
                Files.writeString(folder.resolve("greet.c"), "#include <stdio.h>\nvoid greet() { puts(\"hello\"); }");
        Path main = Files.writeString(folder.resolve("main.c"), "void greet(); int main() { greet(); return 0; }");
        Path program = Files.createDirectories(folder.resolve("bin")).resolve("greet");
        compile(
                compiler,
                "-shared",
                "-fPIC",
                "-o",
                library.resolve("libgreet.so").toString(),
                greet.toString());
        compile(compiler, "-o", program.toString(), main.toString(), "-L" + library, "-lgreet", option);
        return program;
    }

    private static void compile(Path compiler, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(compiler.toString()));
        command.addAll(List.of(arguments));
        String output = InRoot.run(command, Map.of());
        assumeTrue(output.isEmpty(), "there is no compiler that works: " + output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit", "lua"})
    void findsAllThatAnInterpreterNeeds(String name) throws Exception {
        Path program = InRoot.installed(name);

        Map<String, Path> files = InRoot.files(program);

        assertThat(ProgramFiles.of(program, Map.of())).startsWith(program).doesNotHaveDuplicates();
        assertThat(files.keySet()).noneMatch(file -> file.contains("vdso"));
        Path root = new RootStore(folder.resolve("roots")).root(files);
        assertThat(InRoot.run(root, Map.of(), program.toString(), "-v")).startsWith("Lua");
        assertThat(InRoot.run(
                        root, Map.of(), program.toString(), "-e", "print(math.floor(7.5), io.open('/etc/passwd'))"))
                .startsWith("7\tnil\t/etc/passwd: No such file or directory");
    }

    @Test
    void findsAllThatBashNeeds() throws Exception {
        Path program = InRoot.installed("bash");

        Path root = new RootStore(folder.resolve("roots")).root(InRoot.files(program));

        assertThat(InRoot.run(root, Map.of(), program.toString(), "-c", "echo /*"))
                .contains("/env", "/link", "/tmp", "/usr")
                .doesNotContain("/etc", "/proc");
    }

    @Test
    void findsAllThatTheEmbeddedEngineNeedsAlsoElsewhere() throws Exception {
        assumeTrue(Architecture.current().isPresent(), "no native engine for this platform");
        Engine engine = new EngineCatalog(folder.resolve("engine"), "").resolve("embedded");
        Path program = Path.of(engine.command().get(0));

        List<Path> found = ProgramFiles.of(program, Map.of());

        Map<String, Path> files = new TreeMap<>();
        for (Path file : found) {
            files.put(file.startsWith(program.getParent()) ? "/luarium/" + file.getFileName() : file.toString(), file);
        }
        files.put("/luarium/boot.lua", Files.writeString(folder.resolve("boot.lua"), "print(_VERSION)"));
        assertThat(found).startsWith(program).hasSizeGreaterThan(3);
        Path root = new RootStore(folder.resolve("roots")).root(files);
        Map<String, String> variables = Map.of(
                "LD_LIBRARY_PATH",
                ProgramFiles.libraryPath(files.keySet().stream().map(Path::of).toList()));
        assertThat(InRoot.run(root, variables, "/luarium/lua", "/luarium/boot.lua"))
                .isEqualTo("Lua 5.4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$ORIGIN/../lib", "$ORIGIN/../bin/../lib"})
    void findsLibrariesBesideTheFileThatALinkLeadsTo(String runPath) throws Exception {
        Path library = folder.resolve("lib");
        Path program = compiled(library, "-Wl,-rpath," + runPath);
        Path link = Files.createSymbolicLink(folder.resolve("greet"), program);

        List<Path> found = ProgramFiles.of(link, Map.of());

        assertThat(found).startsWith(link).contains(library.resolve("libgreet.so"));
        assertThat(ProgramFiles.libraryPath(found)).contains(library.toString());
    }

    @Test
    void aRootRunsWhatIsFoundByVariableOnly() throws Exception {
        Path library = folder.resolve("elsewhere");
        Path program = compiled(library, "-O");

        assertThatIOException()
                .isThrownBy(() -> ProgramFiles.of(program, Map.of()))
                .withMessageContaining(program + " cannot run: ")
                .withMessageContaining("libgreet.so");
        List<Path> found = ProgramFiles.of(program, Map.of("LD_LIBRARY_PATH", library.toString()));

        assertThat(found).contains(library.resolve("libgreet.so"));
        Map<String, Path> files = new TreeMap<>();
        found.forEach(file -> files.put("/inside" + file, file));
        files.put(found.get(1).toString(), found.get(1)); // the loader's path is in the program
        Path root = new RootStore(folder.resolve("roots")).root(files);
        Map<String, String> variables = Map.of(
                "LD_LIBRARY_PATH",
                ProgramFiles.libraryPath(files.keySet().stream().map(Path::of).toList()));
        assertThat(InRoot.run(root, variables, "/inside" + program)).isEqualTo("hello");
    }

    @Test
    void asksAgainWhenALibraryHasGone() throws Exception {
        Path library = folder.resolve("lib");
        Path program = compiled(library, "-Wl,-rpath,$ORIGIN/../lib");
        List<Path> found = ProgramFiles.of(program, Map.of());

        assertThat(ProgramFiles.of(program, Map.of())).isSameAs(found);
        Files.delete(library.resolve("libgreet.so"));

        assertThatIOException()
                .isThrownBy(() -> ProgramFiles.of(program, Map.of()))
                .withMessageContaining("libgreet.so");
    }

    @Test
    void aStaticProgramNeedsOnlyItself() throws Exception {
        Architecture architecture = Architecture.current().orElse(Architecture.X86_64);
        Path program = program(SpawnerImage.of(architecture));

        assertThat(ProgramFiles.of(program, Map.of())).containsExactly(program);
    }

    @Test
    void saysThatAScriptCannotBeConfined() throws Exception {
        Path program = program("#!/usr/bin/lua5.4\nprint(1)\n".getBytes(ISO_8859_1));

        assertThatIOException()
                .isThrownBy(() -> ProgramFiles.of(program, Map.of()))
                .withMessageContaining(program + " cannot be confined by a root of its own because it is a script");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#",
                "MZ",
                "\u007fELF",
                "\u007fELG\u0002\u0001\u0001\u0000 and so on, but not for long enough?"
            })
    void saysThatItIsNoExecutable(String content) throws Exception {
        Path program = program(content.getBytes(ISO_8859_1));

        assertThatIOException()
                .isThrownBy(() -> ProgramFiles.of(program, Map.of()))
                .withMessageContaining("because it is not an ELF executable");
    }

    @Test
    void opensNoPipesAndNoFolders() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(InRoot.run(List.of("mkfifo", pipe.toString()), Map.of())).isEmpty();

        for (Path program : List.of(pipe, folder, folder.resolve("missing"))) {
            assertThatIOException()
                    .isThrownBy(() -> ProgramFiles.of(program, Map.of()))
                    .withMessageContaining(program + " is not a file");
        }
    }

    private static byte[] wide(String loader) {
        byte[] name = loader.getBytes(ISO_8859_1);
        ByteBuffer elf = ByteBuffer.allocate(64 + 56 + name.length).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        elf.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 1);
        elf.putInt(64, 3).putLong(64 + 8, 120).putLong(64 + 32, name.length);
        return elf.put(120, name).array();
    }

    private static byte[] narrow(ByteOrder order) {
        ByteBuffer elf = ByteBuffer.allocate(52 + 64 + LOADER.length() + 1).order(order);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 1, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2), 1});
        elf.putInt(28, 52).putShort(42, (short) 32).putShort(44, (short) 2);
        elf.putInt(84, 3).putInt(84 + 4, 116).putInt(84 + 16, LOADER.length() + 1);
        return elf.put(116, LOADER.getBytes(ISO_8859_1)).array();
    }

    @Test
    void readsTheLoaderOfEveryKindOfElf() throws Exception {
        assertThat(ElfInterpreter.of(program(wide(LOADER + "\0")))).contains(LOADER);
        Files.delete(folder.resolve("program"));
        assertThat(ElfInterpreter.of(program(narrow(ByteOrder.LITTLE_ENDIAN)))).contains(LOADER);
        Files.delete(folder.resolve("program"));
        assertThat(ElfInterpreter.of(program(narrow(ByteOrder.BIG_ENDIAN)))).contains(LOADER);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    4,  1, 7,                   its class is 7
                    5,  1, 0,                   its byte order is 0
                    32, 8, 83,                  ends before
                    32, 8, 9223372036854775807, ends before
                    32, 8, -1,                  ends before
                    32, 8, -56,                 ends before
                    54, 2, 0,                   program headers of 0 bytes
                    54, 2, 32,                  program headers of 32 bytes
                    56, 2, 0,                   it has 0 program headers
                    56, 2, 1000,                ends before
                    56, 2, -1,                  it has 65535 program headers
                    72, 8, 130,                 ends before
                    72, 8, -1,                  ends before
                    72, 8, 9223372036854775807, ends before
                    96, 8, 0,                   has 0 bytes
                    96, 8, 1,                   has 1 bytes
                    96, 8, 4097,                has 4097 bytes
                    96, 8, 4096,                ends before
                    96, 8, -1,                  has 18446744073709551615 bytes
                    96, 8, 4,                   does not end
                    """)
    void refusesHeadersThatLie(int offset, int size, long value, String message) throws Exception {
        byte[] damaged = wide(LOADER + "\0");
        ByteBuffer elf = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
        switch (size) {
            case 1 -> elf.put(offset, (byte) value);
            case 2 -> elf.putShort(offset, (short) value);
            default -> elf.putLong(offset, value);
        }
        Path program = program(damaged);

        assertThatIOException()
                .isThrownBy(() -> ProgramFiles.of(program, Map.of()))
                .withMessageContaining("is not an ELF file that can be run: ")
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    ld.so,            is not an absolute path
                    '',               is not an absolute path
                    '/lib/a\nb',      is not an absolute path
                    '/lib/a\u001bb',  is not an absolute path
                    /lib/none/ld.so,  /lib/none/ld.so is not a file
                    /proc/../,        /proc/../ is not a file
                    """)
    void refusesLoadersThatAreNone(String loader, String message) throws Exception {
        Path program = program(wide(loader + "\0\0"));

        assertThatIOException()
                .isThrownBy(() -> ProgramFiles.of(program, Map.of()))
                .withMessageContaining(message)
                .matches(e -> e.getMessage().chars().allMatch(c -> c >= ' '));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    echo 'libx.so => not found',                 there is no library libx.so
                    echo 'libx.so => relative/libx.so (0x1)',    is not an absolute path
                    echo '/no/libx.so (0x1)',                    /no/libx.so is not a file
                    echo 'hello',                                'cannot run: its loader prints: hello'
                    echo oops; exit 127,                         'exit code 127, it printed: oops'
                    exec yes,                                    it floods its output
                    """)
    void believesNoLoader(String body, String message) throws Exception {
        Path loader = Files.writeString(folder.resolve("loader"), "#!/bin/sh\n" + body + "\n");
        SafeFiles.setExecutable(loader);
        Path program = program(wide(loader + "\0"));

        assertThatIOException()
                .isThrownBy(() -> ProgramFiles.of(program, Map.of()))
                .withMessageContaining(message);
    }

    @Test
    void readsTheAnswerOfMusl() throws Exception {
        Path loader = folder.resolve("ld-musl-any.so.1");
        Path library = Files.writeString(folder.resolve("liblua.so.5"), "");
        Files.writeString(
                loader,
                "#!/bin/sh\n[ \"$1\" = --list ] && printf '\\t%s (0x7f1)\\n\\tliblua.so.5 => %s (0x7f2)\\n"
                        + "\\tlibc.musl-any.so.1 => %s (0x7f1)\\n' " + loader + " " + library + " " + loader);
        SafeFiles.setExecutable(loader);
        Path program = program(wide(loader + "\0"));

        assertThat(ProgramFiles.of(program, Map.of())).containsExactly(program, loader, library);
    }

    @Test
    void damagedExecutablesGiveOnlyIoExceptions() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] intact = wide(LOADER + "\0");
        Path program = folder.resolve("damaged");
        for (int round = 0; round < 500; round++) {
            byte[] damaged = Arrays.copyOf(intact, random.nextInt(10) == 0 ? random.nextInt(160) : intact.length);
            for (int i = random.nextInt(4); i >= 0 && damaged.length > 4; i--) {
                damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
            }
            Files.write(program, damaged);

            assertThatCode(() -> {
                        try {
                            ElfInterpreter.of(program);
                        } catch (IOException e) {
                            assertThat(e).hasMessageContaining(program.toString());
                        }
                    })
                    .as("seed %d", seed)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void leavesOutFoldersThatTheVariableCannotExpress() {
        List<Path> files = List.of(Path.of("/a/x.so"), Path.of("/a:b/x.so"), Path.of("/c/x.so"), Path.of("/a/y.so"));

        assertThat(ProgramFiles.libraryPath(files)).isEqualTo("/a:/c");
    }
}
