// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The main class of a child JVM: greets, then answers each line that comes over its link. */
final class EchoProgram {
    private EchoProgram() {}

    public static void main(String[] arguments) throws Exception {
        int link = arguments.length - 3;
        boolean fifo = arguments[link].equals("fifo");
        InputStream input =
                new FileInputStream(fifo ? new FileInputStream(arguments[link + 1]).getFD() : FileDescriptor.in);
        OutputStream output =
                fifo ? new FileOutputStream(arguments[link + 2]) : new FileOutputStream(FileDescriptor.out);
        if (!fifo) {
            System.setOut(System.err);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        System.out.println("stray");
        say(output, "ready " + ProcessHandle.current().pid());
        BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", 2);
            String rest = words.length > 1 ? words[1] : "";
            try {
                say(output, answer(words[0], rest));
            } catch (IOException | SecurityException e) {
                say(output, "failed " + e.getClass().getSimpleName());
            }
        }
    }

    private static void say(OutputStream output, String line) throws IOException {
        output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String answer(String verb, String rest) throws IOException {
        return switch (verb) {
            case "echo" -> rest;
            case "read" -> "read " + Files.readString(Path.of(rest)).length();
            case "list" -> "list " + String.join(" ", names(rest));
            case "write" ->
                "wrote " + Files.writeString(Path.of(rest), "written").getNameCount();
            case "connect" -> connect(Integer.parseInt(rest));
            case "start" ->
                "started " + new ProcessBuilder(rest.split(" ")).start().pid();
            case "print" -> {
                System.out.print(rest);
                System.out.flush();
                yield "printed";
            }
            case "flood" -> {
                byte[] much = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
                System.out.write(much, 0, much.length);
                System.out.flush();
                yield "flooded";
            }
            case "user" -> "user " + Files.getAttribute(Files.createTempFile("user", null), "unix:uid");
            case "environment" -> String.valueOf(System.getenv(rest));
            case "exit" -> {
                System.exit(Integer.parseInt(rest));
                yield "";
            }
            case "halt" -> {
                Runtime.getRuntime().halt(Integer.parseInt(rest));
                yield "";
            }
            default -> "unknown " + verb.toLowerCase(Locale.ROOT);
        };
    }

    private static String connect(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return "connected " + socket.getPort();
        }
    }

    private static String[] names(String folder) {
        String[] names = Path.of(folder).toFile().list();
        return names == null ? new String[] {"nothing"} : names;
    }
}
