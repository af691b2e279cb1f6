// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.luarium.extensions.internal.lua.LuaExtensionTest.dictionary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionStartException;
import org.luarium.extension.ExtensionState;
import org.luarium.extension.RestartPolicy;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.TooManyCallsException;
import org.luarium.extensions.internal.host.Grants;
import org.osgi.framework.ServiceException;

/** Lines of {@code acceptance/extensions.md} about the life of extensions, for those in Lua. */
class LuaLifeTest {
    private final Map<Class<?>, Object> registry = new ConcurrentHashMap<>();
    private LuaHost host;

    @BeforeEach
    void start() throws IOException {
        host = new LuaHost(new Grants() {
            @Override
            public Optional<Object> find(Class<?> type) {
                return Optional.ofNullable(registry.get(type));
            }
        });
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void line18_aMissingInterpreterIsNamedWithItsRemedy() throws IOException {
        ExtensionSpec spec = host.sample("nowhere", "").engine("lua9.9").build();
        assertThatThrownBy(() -> host.extensions.load(spec))
                .hasMessageContaining("lua9.9")
                .hasMessageContaining("install");
    }

    @Test
    void line21_hooksRunOnceInOrder() throws IOException {
        Map<String, String> words = new ConcurrentHashMap<>();
        Extension extension = host.extensions.load(host.sample("hooks", "")
                .setting("hooks", "yes")
                .grant(Dictionary.class, dictionary(words))
                .build());
        assertThat(words).containsEntry("hooks", " before_load on_loaded");

        extension.stop();
        extension.stop();
        assertThat(words).containsEntry("hooks", " before_load on_loaded on_stop");
    }

    @Test
    void line21_aHookThatFailsKeepsTheExtensionFromLoading() throws IOException {
        for (String hook : new String[] {"before_load", "on_loaded"}) {
            assertThatThrownBy(() -> host.extensions.load(
                            host.sample("failing", "").setting("fail", hook).build()))
                    .isInstanceOf(ExtensionStartException.class)
                    .hasMessageContaining(hook + " fails as it was told");
        }
        assertThat(host.extensions.list()).isEmpty();
        assertThat(host.vms.list()).isEmpty();
    }

    @Test
    void line22_nobodyCallsWhatIsNotLoaded() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Map<String, String> words = new HashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public String get(Object key) {
                loading.countDown();
                try {
                    assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return super.get(key);
            }
        };
        CompletableFuture<Extension> loaded = CompletableFuture.supplyAsync(() -> {
            try {
                return host.extensions.load(host.sample("slow", "")
                        .setting("hooks", "yes")
                        .grant(Dictionary.class, dictionary(words))
                        .build());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(loading.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(host.registrations).isEmpty();
        assertThatThrownBy(
                        () -> host.extensions.get("slow").service(Sample.class).add(1, 2))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("starting");
        go.countDown();
        assertThat(loaded.get(30, TimeUnit.SECONDS).service(Sample.class).add(1, 2))
                .isEqualTo(3);
        assertThat(host.registrations).containsExactly("published slow 1");
    }

    @Test
    void line25_servicesCanBeCalledBeforeLoading() throws IOException {
        Map<String, String> words = new ConcurrentHashMap<>(Map.of("key", "value"));
        Extension extension = host.extensions.load(host.lua(
                        "early",
                        "local found\n"
                                + "return { before_load = function(e) found = e.service('Dictionary').find('key') end,"
                                + " get = function() return found end }")
                .grant(Dictionary.class, dictionary(words))
                .build());

        assertThat(extension.invoke("get")).isEqualTo("value");
    }

    @Test
    void line31_anEndFailsPendingCallsAndIsRepaired() throws Exception {
        Extension extension = host.extensions.load(host.sample("crash", "").build());
        Sample sample = extension.service(Sample.class);
        AtomicReference<CompletableFuture<Integer>> waiting = new AtomicReference<>();

        long began = System.nanoTime();
        assertThatThrownBy(() -> sample.apply(
                        x -> {
                            // From another thread it waits for its turn.
                            CompletableFuture<Void> other =
                                    CompletableFuture.runAsync(() -> waiting.set(sample.later(1)));
                            other.join();
                            sample.exit(7);
                            return x;
                        },
                        1))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("7")
                .hasMessageContaining("leaving");
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThatThrownBy(() -> waiting.get().get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ServiceException.class);
        while (host.extensions.get("crash").info().generation() < 2) {
            host.registrations.poll(10, TimeUnit.SECONDS);
        }
        while (extension.info().state() != ExtensionState.READY) {
            host.registrations.poll(1, TimeUnit.SECONDS);
        }
        assertThat(sample.generation()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(host.vms.list()).hasSize(1));
    }

    @Test
    void line33_theNextCallStartsItAgain() throws Exception {
        Extension extension = host.extensions.load(
                host.sample("lazy", "").restart(RestartPolicy.ON_DEMAND).build());
        Sample sample = extension.service(Sample.class);
        assertThatThrownBy(() -> sample.exit(1)).isInstanceOf(ServiceException.class);
        assertThat(host.registrations.poll(10, TimeUnit.SECONDS)).startsWith("published");
        while (extension.info().state() == ExtensionState.READY) {
            Thread.onSpinWait();
        }

        assertThat(sample.generation()).isEqualTo(2);
    }

    @Test
    void line58_aCallThatWaitsForItsTurnIsLateToo() throws Exception {
        Extension extension = host.extensions.load(
                host.sample("late", "").callTime(Duration.ofMillis(500)).build());
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Sample sample = extension.service(Sample.class);
        CompletableFuture<Integer> busy = CompletableFuture.supplyAsync(() -> sample.apply(
                x -> {
                    running.countDown();
                    try {
                        assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return x;
                },
                1));
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> sample.add(1, 2)).isInstanceOf(CallTimeoutException.class);
        go.countDown();
        busy.handle((value, failure) -> value).get(30, TimeUnit.SECONDS);
    }

    @Test
    void waitingCallsAreBounded() throws Exception {
        Extension extension =
                host.extensions.load(host.sample("full", "").callsInFlight(2).build());
        Sample sample = extension.service(Sample.class);

        List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        int answered = sample.keep("leave", x -> {
            CompletableFuture<Void> others = CompletableFuture.runAsync(() -> {
                waiting.add(sample.later(1));
                waiting.add(sample.later(2));
                assertThatThrownBy(() -> sample.later(3)).isInstanceOf(TooManyCallsException.class);
            });
            others.join();
            return x;
        });
        assertThat(answered).isEqualTo(1);
        for (CompletableFuture<Integer> each : waiting) {
            assertThat(each.get(10, TimeUnit.SECONDS)).isPositive();
        }
        assertThat(extension.info().pendingCalls()).isZero();
    }

    @Test
    void line66_interfacesOfOneSimpleNameAreToldApart() throws IOException {
        Extension extension = host.extensions.load(host.lua(
                        "names",
                        "return { exports = { ['" + One.Greeter.class.getName()
                                + "'] = { greet = function() return 'one' end }, ['" + Two.Greeter.class.getName()
                                + "'] = { greet = function() return 'two' end } } }",
                        One.Greeter.class,
                        Two.Greeter.class)
                .build());

        assertThat(extension.service(One.Greeter.class).greet()).isEqualTo("one");
        assertThat(extension.service(Two.Greeter.class).greet()).isEqualTo("two");
    }

    /** One package. */
    static final class One {
        interface Greeter {
            String greet();
        }
    }

    /** Another. */
    static final class Two {
        interface Greeter {
            String greet();
        }
    }

    @Test
    void line67_extensionsShareOneService() throws IOException {
        Map<String, String> words = new ConcurrentHashMap<>();
        String module =
                "return { put = function(k, v) extension.service('Dictionary').put(k, v) end, get = function(k) return extension.service('Dictionary').find(k) end }";
        Dictionary dictionary = dictionary(words);
        Extension writer = host.extensions.load(
                host.lua("writer", module).grant(Dictionary.class, dictionary).build());
        Extension reader = host.extensions.load(
                host.lua("reader", module).grant(Dictionary.class, dictionary).build());

        writer.invoke("put", "key", "value");
        assertThat(reader.invoke("get", "key")).isEqualTo("value");
    }

    @Test
    void line69_aServiceMayComeAndGo() throws IOException {
        Sample sample = host.extensions
                .load(host.sample("dynamic", "").grant(Dictionary.class).build())
                .service(Sample.class);

        assertThatThrownBy(() -> sample.lookUp("Dictionary", "a"))
                .hasMessageContaining("has no service " + Dictionary.class.getName());
        registry.put(Dictionary.class, dictionary(new ConcurrentHashMap<>(Map.of("a", "b"))));
        assertThat(sample.lookUp("Dictionary", "a")).isEqualTo("b");
    }

    @Test
    void line96_logLinesArrive() throws IOException {
        Extension extension = host.extensions.load(host.sample("logging", "").build());

        extension.service(Sample.class).log("warning", "look at this");
        assertThatThrownBy(() -> extension.service(Sample.class).log("loudly", "x"))
                .hasMessageContaining("there is no level LOUDLY");
    }

    @Test
    void handsItsStateOverInAReload() throws IOException {
        Extension extension = host.extensions.load(host.sample("state", "").build());
        Sample sample = extension.service(Sample.class);
        assertThat(sample.state("kept")).isEqualTo("new");

        extension.reload();
        assertThat(sample.generation()).isEqualTo(2);
        assertThat(sample.state("other")).isEqualTo("kept");
        assertThatThrownBy(() -> extension.reload(extension.spec().toBuilder()
                        .setting("fail", "on_loaded")
                        .build()))
                .hasMessageContaining("on_loaded fails");
        assertThat(sample.state("x")).isEqualTo("other");
    }

    @Test
    void lettingGoOfAFunctionFreesItInLua() throws Exception {
        Extension extension = host.extensions.load(host.lua(
                        "weak",
                        "local all = setmetatable({}, { __mode = 'k' })\n"
                                + "return { make = function() local f = function() return 1 end; all[f] = true; return f end,"
                                + " count = function() collectgarbage() local n = 0 for _ in pairs(all) do n = n + 1 end return n end }",
                        Maker.class)
                .build());
        Maker maker = extension.service(Maker.class);
        for (int i = 0; i < 10; i++) {
            assertThat(maker.make().getAsInt()).isEqualTo(1);
        }

        int left = maker.count();
        for (int i = 0; i < 100 && left > 1; i++) {
            System.gc();
            left = maker.count();
        }
        assertThat(left).isLessThanOrEqualTo(1);
    }

    /** Makes functions. */
    interface Maker {
        java.util.function.IntSupplier make();

        int count();
    }

    @Test
    void saysWhatIsWrongWithAModule() throws IOException {
        assertThatThrownBy(() -> host.extensions.load(
                        host.lua("lacking", "return {}", Maker.class).build()))
                .isInstanceOf(ExtensionStartException.class)
                .hasMessageContaining("has no function for Maker.count, Maker.make");
        assertThatThrownBy(() ->
                        host.extensions.load(host.lua("number", "return 7").build()))
                .hasMessageContaining("has to return a table of functions, but returns a number");
        assertThatThrownBy(() -> host.extensions.load(
                        host.lua("here", "return {}").main("elsewhere").build()))
                .hasMessageContaining("module 'elsewhere' not found");
        assertThatThrownBy(() -> host.extensions.load(
                        host.lua("local", "return {}").isolated(false).build()))
                .hasMessageContaining("always has a process of its own");
        assertThatThrownBy(() -> host.extensions.load(
                        host.lua("java", "return {}").dependency("a:b:1").build()))
                .hasMessageContaining("name an environment");
        assertThat(host.vms.list()).isEmpty();
    }

    @Test
    void seesNoFilesButThoseThatItWasGiven() throws IOException {
        Path secret = Files.writeString(host.folder.resolve("secret"), "x");
        Extension extension = host.extensions.load(
                host.lua("files", "return { open = function(path) return (io.open(path)) ~= nil end }")
                        .build());

        assertThat(extension.invoke("open", secret.toString())).isEqualTo(false);
        assertThat(extension.confinement().orElseThrow().level())
                .isEqualTo(org.luarium.isolate.ConfinementReport.Level.ENFORCED);
        assertThat(extension.info().pid()).isPresent();
        assertThat(extension.usage().residentBytes()).isPositive();
    }
}
