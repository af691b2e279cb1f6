// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.session.Session;
import org.luarium.session.SessionInfo;
import org.luarium.session.SessionManager;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.HistoryEntry;
import org.luarium.shell.internal.view.Listing;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.OutputListener;
import org.luarium.vm.VmConfig;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The commands of scope {@code session}. They take their words as those of {@link VmCommands} do. */
@Component(
        service = SessionCommands.class,
        property = {
            "osgi.command.scope=session",
            "osgi.command.function=open",
            "osgi.command.function=list",
            "osgi.command.function=info",
            "osgi.command.function=send",
            "osgi.command.function=read",
            "osgi.command.function=evaluate",
            "osgi.command.function=attach",
            "osgi.command.function=detach",
            "osgi.command.function=interrupt",
            "osgi.command.function=terminate",
            "osgi.command.function=broadcast",
            "osgi.command.function=cluster",
            "osgi.command.function=copy",
            "osgi.command.function=load",
            "osgi.command.function=environment",
            "osgi.command.function=history",
            "osgi.command.function=events",
            "osgi.command.function=record",
            "osgi.command.function=replay"
        })
public final class SessionCommands {
    private static final String WORDS = "as above";
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final SessionManager manager;
    private final Attachments attachments = new Attachments();

    /** Commands act on the sessions of this JVM, not on those of a manager that remote services brought in. */
    @Activate
    public SessionCommands(@Reference(target = "(!(service.imported=*))") SessionManager manager) {
        this.manager = manager;
    }

    /** Gives every terminal back that is attached. */
    @Deactivate
    public void deactivate() {
        attachments.close();
    }

    @Descriptor(SessionUsage.OPEN)
    public @Nullable Object open(@Descriptor(WORDS) String... words) {
        return Command.run(
                SessionUsage.OPEN,
                words,
                (arguments, console) -> manager.open(SessionSettings.of(arguments, console.directory()))
                        .info());
    }

    @Descriptor(SessionUsage.LIST)
    public @Nullable Object list(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.LIST, words, (arguments, console) -> {
            Predicate<String> wanted = Glob.of(arguments.find("GLOB").orElse("*"));
            return new Listing<>(
                    SessionInfo.class,
                    manager.list().stream()
                            .filter(session -> wanted.test(session.id()))
                            .toList());
        });
    }

    @Descriptor(SessionUsage.INFO)
    public @Nullable Object info(@Descriptor(WORDS) String... words) {
        return Command.run(
                SessionUsage.INFO,
                words,
                (arguments, console) -> session(arguments).info());
    }

    @Descriptor(SessionUsage.SEND)
    public @Nullable Object send(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.SEND, words, (arguments, console) -> {
            session(arguments).send(arguments.value("TEXT"));
            return null;
        });
    }

    @Descriptor(SessionUsage.READ)
    public @Nullable Object read(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.READ, words, (arguments, console) -> {
            print(session(arguments).read(arguments.duration("--timeout").orElse(WAIT)), "", console);
            return null;
        });
    }

    @Descriptor(SessionUsage.EVALUATE)
    public @Nullable Object evaluate(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.EVALUATE, words, (arguments, console) -> {
            ExecutionResult result = session(arguments).evaluate(arguments.value("CODE"), timeout(arguments));
            if (arguments.flag("--result") || arguments.flag("--json")) {
                return result;
            }
            print(result.stdout(), result.stderr(), console);
            return ScriptRunner.values(ScriptRunner.successful(result, console));
        });
    }

    @Descriptor(SessionUsage.ATTACH)
    public @Nullable Object attach(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.ATTACH, words, (arguments, console) -> {
            attachments.attach(session(arguments), arguments, console);
            return null;
        });
    }

    @Descriptor(SessionUsage.DETACH)
    public @Nullable Object detach(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.DETACH, words, (arguments, console) -> {
            Session session = session(arguments);
            List<String> names = arguments.find("NAME").map(List::of).orElseGet(() -> attached(session.info()));
            names.forEach(session::detach);
            return names.isEmpty()
                    ? "nobody was attached to " + session.id()
                    : "detached " + String.join(", ", names) + " from " + session.id();
        });
    }

    @Descriptor(SessionUsage.INTERRUPT)
    public @Nullable Object interrupt(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.INTERRUPT, words, (arguments, console) -> {
            Session session = session(arguments);
            return session.interrupt() ? "interrupted " + session.id() : "nothing was running in " + session.id();
        });
    }

    @Descriptor(SessionUsage.TERMINATE)
    public @Nullable Object terminate(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.TERMINATE, words, (arguments, console) -> {
            Set<String> ids = Ids.of(
                    arguments.values("ID"),
                    id -> session(id).id(),
                    () -> manager.list().stream().map(SessionInfo::id),
                    "session:list");
            ids.forEach(id -> manager.find(id).ifPresent(Session::close));
            return "terminated " + String.join(", ", ids);
        });
    }

    @Descriptor(SessionUsage.BROADCAST)
    public @Nullable Object broadcast(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.BROADCAST, words, (arguments, console) -> {
            String glob = arguments.value("GLOB");
            Map<String, ExecutionResult> results = manager.broadcast(glob, arguments.value("CODE"), timeout(arguments));
            if (results.isEmpty()) {
                throw Ids.noMatch(glob, "session:list");
            }
            return new Listing<>(ExecutionResult.class, List.copyOf(results.values()));
        });
    }

    @Descriptor(SessionUsage.CLUSTER)
    public @Nullable Object cluster(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.CLUSTER, words, (arguments, console) -> {
            String name = VmConfig.checkId(arguments.value("NAME"));
            VmConfig template = VmSettings.of(name, arguments, console.directory());
            return new Listing<>(
                    SessionInfo.class,
                    manager.openCluster(name, VmSettings.count(arguments), template).stream()
                            .map(Session::info)
                            .toList());
        });
    }

    @Descriptor(SessionUsage.COPY)
    public @Nullable Object copy(@Descriptor(WORDS) String... words) {
        return Command.run(
                SessionUsage.COPY,
                words,
                (arguments, console) -> manager.copy(
                                session(arguments).id(), VmConfig.checkId(arguments.value("NEWID")))
                        .info());
    }

    @Descriptor(SessionUsage.LOAD)
    public @Nullable Object load(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.LOAD, words, (arguments, console) -> {
            Session session = session(arguments);
            String module = arguments.value("MODULE");
            arguments
                    .find("FILE")
                    .ifPresentOrElse(
                            file -> session.loadPackage(module, ScriptRunner.file(console.directory(), file)),
                            () -> session.loadPackage(module));
            return "loaded " + module + " into " + session.id();
        });
    }

    @Descriptor(SessionUsage.ENVIRONMENT)
    public @Nullable Object environment(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.ENVIRONMENT, words, (arguments, console) -> {
            Session session = session(arguments);
            String name = arguments.value("ENV");
            session.setEnvironment(name, arguments.flag("--reset"));
            return session.id() + " is in environment " + name;
        });
    }

    @Descriptor(SessionUsage.HISTORY)
    public @Nullable Object history(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.HISTORY, words, (arguments, console) -> {
            List<HistoryEntry> entries = new ArrayList<>();
            for (String input : session(arguments).history()) {
                entries.add(new HistoryEntry(entries.size() + 1, input));
            }
            return new Listing<>(HistoryEntry.class, entries);
        });
    }

    @Descriptor(SessionUsage.EVENTS)
    public @Nullable Object events(@Descriptor(WORDS) String... words) {
        return Command.run(
                SessionUsage.EVENTS,
                words,
                (arguments, console) -> EventReader.read(
                        session(arguments), arguments.number("--since", 1).orElse(1), console));
    }

    @Descriptor(SessionUsage.RECORD)
    public @Nullable Object record(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.RECORD, words, (arguments, console) -> {
            Session session = session(arguments);
            Optional<String> file = arguments.find("FILE");
            if (arguments.flag("--end") == file.isPresent()) {
                throw new UsageException("give either a FILE or --end");
            }
            if (file.isEmpty()) {
                return session.stopRecording()
                        ? "stopped the recording of " + session.id()
                        : session.id() + " was not recorded";
            }
            session.record(console.directory().resolve(file.get()));
            return session.info();
        });
    }

    @Descriptor(SessionUsage.REPLAY)
    public @Nullable Object replay(@Descriptor(WORDS) String... words) {
        return Command.run(SessionUsage.REPLAY, words, (arguments, console) -> {
            Replay.play(arguments, console);
            return null;
        });
    }

    private Session session(Arguments arguments) {
        return session(arguments.value("ID"));
    }

    private Session session(String id) {
        return manager.get(VmConfig.checkId(id));
    }

    private static Duration timeout(Arguments arguments) {
        return arguments.duration("--timeout").orElse(TIMEOUT);
    }

    private static List<String> attached(SessionInfo info) {
        List<String> names = new ArrayList<>(info.readers());
        info.writer().ifPresent(names::add);
        return names;
    }

    private static void print(String stdout, String stderr, CommandConsole console) {
        try (CommandConsole.Stream stream = console.stream()) {
            stream.output(OutputListener.Stream.STDOUT, stdout.getBytes(StandardCharsets.UTF_8));
            stream.output(OutputListener.Stream.STDERR, stderr.getBytes(StandardCharsets.UTF_8));
        }
    }
}
