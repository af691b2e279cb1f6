// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import org.luarium.store.BuildFailedException;
import org.luarium.store.CollectOptions;
import org.luarium.store.Config;
import org.luarium.store.Lease;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Realization;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;
import org.luarium.store.Stage;
import org.luarium.store.Store;
import org.luarium.store.VerifyOptions;

/** Objects of the store that are made, leased and collected. */
public final class StoreLoad {
    private static final List<Class<? extends Exception>> GONE = List.of(ObjectNotFoundException.class);

    private final Store store;

    public StoreLoad(Store store) {
        this.store = store;
    }

    public List<Operation> operations() {
        return List.of(
                new Operation("store realize", 6, List.of(), this::realize),
                new Operation("store build that fails", 2, List.of(BuildFailedException.class), this::fail),
                new Operation("store lease", 4, GONE, this::lease),
                new Operation(
                        "store collect",
                        2,
                        List.of(),
                        random -> "collected "
                                + store.collect(CollectOptions.all()).removed().size()),
                new Operation("store verify", 1, List.of(), random -> {
                    assertThat(store.verify(VerifyOptions.all()).problems()).isEmpty();
                    return "good";
                }));
    }

    private Stage<Ref.DRef> shout(int number) {
        return plan -> {
            Ref.DRef words = plan.use(store.stages().file("words", ("word " + number).getBytes(UTF_8)));
            Config config = Config.builder("shout")
                    .set("words", RefPath.of(words, "words"))
                    .set("out", SelfPath.promise("shout.txt"))
                    .build();
            return plan.derive(config, Realizer.of("shout-1", build -> {
                String text = Files.readString(build.path(build.config().get("words", RefPath.class)));
                Files.writeString(build.path(SelfPath.promise("shout.txt")), text + "!");
            }));
        };
    }

    private String realize(Random random) {
        return store.realize(shout(random.nextInt(20))).one().ref().toString();
    }

    private String fail(Random random) {
        int number = random.nextInt(20);
        try {
            store.realize((Stage<Ref.DRef>) plan ->
                            plan.derive(Config.builder("failing" + number).build(), Realizer.of("failing-1", build -> {
                                throw new IOException("on purpose");
                            })))
                    .one();
        } catch (BuildFailedException e) {
            return "failed";
        }
        throw new AssertionError("A build that fails did not");
    }

    /** What is leased is there, whatever is collected meanwhile. */
    private String lease(Random random) throws IOException {
        int number = random.nextInt(20);
        Realization made = store.realize(shout(number)).one();
        try (Lease lease = store.lease(List.of(made.ref()))) {
            assertThat(lease.refs()).contains(made.ref());
            assertThat(Files.readString(made.path().resolve("shout.txt"))).isEqualTo("word " + number + "!");
        }
        return made.ref().toString();
    }
}
