// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

/** The least that a JVM can do: the floor of every command line. */
public final class Hello {
    private Hello() {}

    public static void main(String[] arguments) {
        System.out.println("hello");
    }
}
