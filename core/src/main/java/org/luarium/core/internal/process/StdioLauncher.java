// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.isolate.ExitStatus;

/** Starts children with the JDK alone and talks to them over their standard input and output: for platforms without FIFOs or spawner. */
public final class StdioLauncher implements ProcessLauncher {
    private static final String SHELL = "/bin/sh";

    private final Set<StdioProcess> children = ConcurrentHashMap.newKeySet();
    private final boolean shell = Files.isExecutable(Path.of(SHELL));

    @Override
    public String linkKind() {
        return "stdio";
    }

    @Override
    public ChildProcess launch(LaunchSpec spec) throws IOException {
        List<String> command = new ArrayList<>();
        if (spec.cage().addressSpace().isPresent() && shell) {
            long kib = Math.max(1, spec.cage().addressSpace().getAsLong() >> 10);
            command.addAll(List.of(SHELL, "-c", "ulimit -v " + kib + " && exec \"$@\"", "sh"));
        }
        command.addAll(spec.command());
        if (spec.linked()) {
            command.addAll(List.of("stdio", "-", "-"));
            command.addAll(spec.tail());
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        for (String variable : spec.environment()) {
            int equals = variable.indexOf('=');
            builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        spec.cage().folder().ifPresent(folder -> builder.directory(folder.toFile()));
        builder.redirectErrorStream(!spec.linked());
        StdioProcess child = new StdioProcess(builder.start(), spec.linked());
        children.add(child);
        CompletableFuture<ExitStatus> unused = child.exit().whenComplete((status, error) -> children.remove(child));
        return child;
    }

    /** Whether a limit of the address space can be set. */
    public boolean limitsMemory() {
        return shell && !System.getProperty("os.name", "").startsWith("Mac");
    }

    @Override
    public void close() {
        children.forEach(ChildProcess::kill);
    }
}
