// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.extension.ExtensionKind;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.RestartPolicy;
import org.luarium.isolate.Confinement;

class DescriptorTest {
    private static final Surroundings HERE = new Surroundings() {
        @Override
        public Class<?> type(String name) {
            try {
                return Class.forName(name);
            } catch (ClassNotFoundException e) {
                throw new MissingTypeException("nobody has " + name);
            }
        }

        @Override
        public Path jar(String text) {
            if (text.contains("absent")) {
                throw new IllegalArgumentException("is no file");
            }
            return Path.of("/jars").resolve(text);
        }

        @Override
        public List<Path> jars() {
            return List.of(Path.of("/jars/default.jar"));
        }
    };

    private static ExtensionSpec spec(String text) throws IOException {
        return Descriptor.spec(Descriptor.read(new ByteArrayInputStream(text.getBytes(UTF_8))), "otherwise", HERE);
    }

    @Test
    void everyKeyArrivesInTheDescription() throws IOException {
        ExtensionSpec spec = spec("""
                name = größer
                kind = java
                interfaces = java.lang.Runnable, java.util.function.IntUnaryOperator
                main = a.Main
                jars = one.jar, two.jar
                dependencies = a:b:1, c:d:2
                grants = java.util.concurrent.Callable
                settings.some.key = a, b
                isolated = false
                mode = off
                network = true
                readable = /a, /b
                writable = /c
                memory = 128M
                shared = 2g
                scratch = 4096 KiB
                frame = 1048576
                processes = 5
                openFiles = 100
                callsInFlight = 7
                threads = 3
                callTime = 500ms
                startTime = 2m
                stopTime = PT4S
                restart = on-demand
                strictEvents = true
                """);

        assertThat(spec.name()).isEqualTo("größer");
        assertThat(spec.kind()).isEqualTo(ExtensionKind.JAVA);
        assertThat(spec.interfaces()).containsExactly(Runnable.class, IntUnaryOperator.class);
        assertThat(spec.main()).isEqualTo("a.Main");
        assertThat(spec.jars()).containsExactly(Path.of("/jars/one.jar"), Path.of("/jars/two.jar"));
        assertThat(spec.dependencies()).containsExactly("a:b:1", "c:d:2");
        assertThat(spec.grants()).containsOnlyKeys(Callable.class);
        assertThat(spec.settings()).isEqualTo(Map.of("some.key", "a, b"));
        assertThat(spec.isolated()).isFalse();
        assertThat(spec.mode()).isEqualTo(Confinement.Mode.OFF);
        assertThat(spec.network()).isTrue();
        assertThat(spec.readable()).containsExactly(Path.of("/a"), Path.of("/b"));
        assertThat(spec.writable()).containsExactly(Path.of("/c"));
        assertThat(spec.memoryBytes()).isEqualTo(128L << 20);
        assertThat(spec.sharedBytes()).isEqualTo(2L << 30);
        assertThat(spec.scratchBytes()).isEqualTo(4L << 20);
        assertThat(spec.frameBytes()).isEqualTo(1 << 20);
        assertThat(spec.processes()).isEqualTo(5);
        assertThat(spec.openFiles()).isEqualTo(100);
        assertThat(spec.callsInFlight()).isEqualTo(7);
        assertThat(spec.threads()).isEqualTo(3);
        assertThat(spec.callTime()).isEqualTo(Duration.ofMillis(500));
        assertThat(spec.startTime()).isEqualTo(Duration.ofMinutes(2));
        assertThat(spec.stopTime()).isEqualTo(Duration.ofSeconds(4));
        assertThat(spec.restart()).isEqualTo(RestartPolicy.ON_DEMAND);
        assertThat(spec.strictEvents()).isTrue();
    }

    @Test
    void anExtensionInLuaHasAModuleAndAnEnvironment() throws IOException {
        ExtensionSpec spec = spec("kind = lua\nmain = greeter\nenvironment = science\nengine = lua5.4");

        assertThat(spec.kind()).isEqualTo(ExtensionKind.LUA);
        assertThat(spec.main()).isEqualTo("greeter");
        assertThat(spec.environment()).isEqualTo("science");
        assertThat(spec.engine()).isEqualTo("lua5.4");
    }

    @Test
    void line11_whatIsLeftOutIsAsItIsWithoutADescriptor() throws IOException {
        ExtensionSpec spec = spec("main = a.Main");
        ExtensionSpec plain = ExtensionSpec.java("otherwise").build();

        assertThat(spec.name()).isEqualTo("otherwise");
        assertThat(spec.jars()).containsExactly(Path.of("/jars/default.jar"));
        assertThat(spec.interfaces()).isEmpty();
        assertThat(spec.isolated()).isTrue();
        assertThat(spec.mode()).isEqualTo(Confinement.Mode.REQUIRED);
        assertThat(spec.network()).isFalse();
        assertThat(spec.memoryBytes()).isEqualTo(plain.memoryBytes());
        assertThat(spec.callTime()).isEqualTo(plain.callTime());
    }

    @Test
    void configurationsMayHaveNumbersBooleansAndArrays() throws IOException {
        ExtensionSpec spec = Descriptor.spec(
                Map.of(
                        "threads",
                        4L,
                        "network",
                        true,
                        "jars",
                        new String[] {"a.jar"},
                        "dependencies",
                        List.of("a:b:1")),
                "configured",
                HERE);

        assertThat(spec.threads()).isEqualTo(4);
        assertThat(spec.network()).isTrue();
        assertThat(spec.jars()).containsExactly(Path.of("/jars/a.jar"));
        assertThat(spec.dependencies()).containsExactly("a:b:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind = ruby | kind: 'ruby' is none of java, lua",
                "mode = strict | mode: 'strict' is none of required, preferred, off",
                "restart = always | restart: 'always' is none of never, on-failure, on-demand",
                "memory = much | memory: 'much' is no size",
                "memory = 1K | 16777216",
                "memory = 99999999T | memory: '99999999T' cannot be",
                "frame = 5G | frame: '5G' cannot be",
                "threads = many | threads: 'many' is no whole number",
                "threads = 0 | threads: '0' cannot be",
                "callTime = soon | callTime: 'soon' is no duration",
                "callTime = 0s | callTime: '0s' cannot be",
                "network = yes | network: 'yes' is neither true nor false",
                "readable = etc | readable: 'etc' is not absolute",
                "jars = absent.jar | jars: 'absent.jar' is no file",
                "interfaces = java.lang.String | interfaces: java.lang.String is no interface",
                "name = ... | name: an extension needs a name",
                "kind = lua | main: an extension of kind lua has to name its module",
                "engine = lua5.4 | engine: 'lua5.4' has no meaning for an extension of kind java",
                "settings. = x | settings. is no key",
                "memroy = 64M | memroy is no key of a descriptor; there are name, kind, interfaces"
            })
    void line09_whatIsWrongIsNamedWithWhatMayStandThere(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> spec(text)).withMessageContaining(message);
    }

    @Test
    void anInterfaceThatNobodyHasIsRefusedAsOneThatMayCome() {
        assertThatThrownBy(() -> spec("interfaces = no.such.Type"))
                .isInstanceOf(MissingTypeException.class)
                .hasMessage("interfaces: nobody has no.such.Type");
    }

    @Test
    void aFileThatIsNoDescriptorIsNotRead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Descriptor.read(new ByteArrayInputStream(new byte[1 << 19])))
                .withMessageContaining("larger than 262144 bytes");
    }
}
