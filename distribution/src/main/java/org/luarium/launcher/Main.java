// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.luarium.launcher.log.Log;
import org.slf4j.event.Level;

/** Entry point of the executable jar and of {@code bin/luarium}. */
final class Main {
    private static final int USAGE = 2;
    private static final int FAILED = 125;

    private Main() {}

    public static void main(String[] arguments) {
        // JLine looks for its terminal through the context class loader and must find its own bundle instead.
        Thread.currentThread().setContextClassLoader(null);
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        try {
            CommandLine line = CommandLine.parse(Word.of(arguments));
            return switch (line.verb()) {
                case HELP -> print(help());
                case VERSION ->
                    print("Luarium " + version() + " (Java " + System.getProperty("java.version") + ", "
                            + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")\n");
                default -> start(line);
            };
        } catch (UsageException e) {
            return complain(e.getMessage() + "; 'luarium help' lists what there is", USAGE);
        } catch (LauncherException e) {
            return fail(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted while starting", e);
            // The last resort: whatever is wrong, the user gets one line and the log the rest.
        } catch (RuntimeException | IOException | Error e) {
            return fail("internal error: " + e, e);
        }
    }

    private static int start(CommandLine line) throws LauncherException, InterruptedException {
        Home home = Home.open(line.home());
        boolean shell = line.verb() == Verb.SHELL;
        Log.open(home.directory("log"), line.debug() || debugByEnvironment(), shell);
        if (!shell) {
            Log.captureSystemStreams();
            // The JDK (17) would write faster code for the few methods that are called by reflection.
            System.setProperty("sun.reflect.inflationThreshold", "1000");
            Warmup.begin();
        }
        return new Session(line).run(home);
    }

    private static boolean debugByEnvironment() {
        return Boolean.parseBoolean(System.getenv("LUARIUM_DEBUG"))
                || Boolean.parseBoolean(System.getenv("PYLUA_DEBUG"));
    }

    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("unreleased");
    }

    private static String help() throws IOException {
        try (InputStream text = Main.class.getResourceAsStream("help.txt")) {
            return new String(Objects.requireNonNull(text, "help.txt").readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int fail(String message, Throwable cause) {
        Log.write("org.luarium.launcher", Level.ERROR, message, cause);
        return complain(message, FAILED);
    }

    private static int complain(String message, int code) {
        write(new FileOutputStream(FileDescriptor.err), "luarium: " + message.replaceAll("\\s+", " ") + "\n");
        return code;
    }

    private static int print(String text) {
        write(new FileOutputStream(FileDescriptor.out), text);
        return 0;
    }

    private static void write(OutputStream stream, String text) {
        try {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Nobody is there to read it.
        }
    }
}
