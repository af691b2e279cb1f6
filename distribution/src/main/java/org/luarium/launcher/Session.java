// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One run of Luarium, from the start of its container to its end, whatever brings that about. */
final class Session {
    private static final long STOP_MILLIS = 2_000;

    private final CommandLine commandLine;
    private final AtomicReference<@Nullable Runnable> stop = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    Session(CommandLine commandLine) {
        this.commandLine = commandLine;
    }

    int run(Home home) throws LauncherException, InterruptedException {
        Thread hook = new Thread(this::stopEarly, "luarium-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try (RunDirectory run = RunDirectory.create(home)) {
            return run(home, run);
        } finally {
            ended.countDown();
        }
    }

    private int run(Home home, RunDirectory run) throws LauncherException, InterruptedException {
        Verb verb = commandLine.verb();
        Distribution distribution = Distribution.find(home);
        Configurations configurations =
                verb == Verb.SHELL ? Configurations.none() : Configurations.in(distribution.configurations());
        boolean environments = commandLine.options().containsKey(Option.ENVIRONMENT) || home.hasDefaultEnvironment();
        List<BundleFile> bundles = distribution.files(
                verb, environments, commandLine.options().containsKey(Option.NETWORKED), !configurations.isEmpty());
        boolean quick = !environments && configurations.isEmpty();
        Container container =
                Container.create(FrameworkSettings.of(commandLine, quick, home, distribution, run.path()));
        try {
            if (verb == Verb.SHELL) {
                Terminal.quiet();
                if (stop.compareAndSet(null, () -> container.stop(STOP_MILLIS))) {
                    container.startByLevels(bundles);
                    container.await();
                }
                return 0;
            }
            container.startNow(bundles, configurations);
            return container.serve(verb == Verb.COMMANDS ? "commands" : "scripts", request());
        } finally {
            container.stop(STOP_MILLIS);
        }
    }

    private Map<String, Object> request() {
        Map<String, Object> request = new HashMap<>();
        commandLine.options().forEach((option, value) -> request.put(option.key(), value));
        request.put("verb", commandLine.verb().toString());
        request.put("operands", commandLine.operands().stream().map(Word::bytes).toList());
        request.put("stop", stop);
        return request;
    }

    /** Called when a signal ends the process; the JVM goes when this returns. */
    private void stopEarly() {
        Runnable action = stop.getAndSet(Session::alreadyStopped);
        if (action != null) {
            Thread stopper = new Thread(action, "luarium-interrupt");
            stopper.setDaemon(true);
            stopper.start();
        }
        try {
            boolean ignored = ended.await(STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Left in place of the action: who comes later sees that there is no point in beginning. */
    private static void alreadyStopped() {}
}
