// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/** A program for a JVM under a filter: prints what it could do. */
final class SeccompGuest {
    private SeccompGuest() {}

    public static void main(String[] arguments) throws Exception {
        Thread[] threads = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> System.out.println("thread"), "guest-" + i))
                .toArray(Thread[]::new);
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("sum " + IntStream.range(0, 100_000).parallel().sum());
        try {
            new ProcessBuilder("true").start();
            System.out.println("process");
        } catch (IOException e) {
            System.out.println("no process");
        }
        try (ServerSocket socket = new ServerSocket(0)) {
            System.out.println("socket " + socket.isBound());
        } catch (IOException e) {
            System.out.println("no socket");
        }
    }
}
