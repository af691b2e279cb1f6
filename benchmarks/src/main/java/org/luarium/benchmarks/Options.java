// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.luarium.benchmarks.curve.Curve;
import org.luarium.benchmarks.curve.Curves;
import org.luarium.benchmarks.rows.Row;
import org.luarium.benchmarks.rows.Rows;
import org.luarium.benchmarks.rows.Setting;

/**
 * The command line.
 *
 * @param rows what to run
 * @param curves what to run in place of rows, if any
 * @param vms how many VMs live at once
 * @param product the executable jar, if there is one
 * @param markdown the document that gets the table
 * @param setting in a child, the setting
 * @param workshop in a child, the helpers
 */
record Options(
        List<Row> rows,
        List<Curve> curves,
        int vms,
        Optional<Path> product,
        Optional<Path> markdown,
        Setting setting,
        Optional<Path> workshop) {

    static Options parse(String... arguments) {
        List<Row> rows = Rows.all().stream().filter(row -> !row.onRequest()).toList();
        List<Curve> curves = List.of();
        int vms = 1000;
        Path product = Path.of("distribution/target/luarium.jar");
        Optional<Path> markdown = Optional.empty();
        Setting setting = Setting.PLAIN;
        Optional<Path> workshop = Optional.empty();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("no value after " + arguments[i]);
            }
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--rows" -> rows = each(value, Rows::named);
                case "--curves" -> curves = value.equals("all") ? Curves.all() : each(value, Curves::named);
                case "--vms" -> vms = Integer.parseInt(value);
                case "--product" -> product = Path.of(value);
                case "--markdown" -> markdown = Optional.of(Path.of(value));
                case "--setting" -> setting = Setting.valueOf(value);
                case "--workshop" -> workshop = Optional.of(Path.of(value));
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        return new Options(
                rows, curves, vms, Optional.of(product).filter(Files::isReadable), markdown, setting, workshop);
    }

    private static <T> List<T> each(String names, Function<String, T> named) {
        return Arrays.stream(names.split(",", -1)).map(named).toList();
    }

    boolean child() {
        return workshop.isPresent();
    }

    List<String> forChild(Setting wanted, Path folder) {
        List<String> list = new ArrayList<>(
                List.of("--vms", Integer.toString(vms), "--setting", wanted.name(), "--workshop", folder.toString()));
        product.ifPresent(jar -> list.addAll(List.of("--product", jar.toString())));
        return list;
    }
}
