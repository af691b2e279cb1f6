// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luarium.benchmarks.rows.Row;
import org.luarium.benchmarks.rows.Rows;
import org.luarium.benchmarks.rows.Setting;

/**
 * The command line.
 *
 * @param rows what to run
 * @param vms how many VMs live at once
 * @param product the executable jar, if there is one
 * @param markdown the document that gets the table
 * @param setting in a child, the setting
 * @param workshop in a child, the helpers
 */
record Options(
        List<Row> rows,
        int vms,
        Optional<Path> product,
        Optional<Path> markdown,
        Setting setting,
        Optional<Path> workshop) {

    static Options parse(String... arguments) {
        List<Row> rows = Rows.all().stream().filter(row -> !row.onRequest()).toList();
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
                case "--rows" -> rows = named(value);
                case "--vms" -> vms = Integer.parseInt(value);
                case "--product" -> product = Path.of(value);
                case "--markdown" -> markdown = Optional.of(Path.of(value));
                case "--setting" -> setting = Setting.valueOf(value);
                case "--workshop" -> workshop = Optional.of(Path.of(value));
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        return new Options(rows, vms, Optional.of(product).filter(Files::isReadable), markdown, setting, workshop);
    }

    private static List<Row> named(String names) {
        List<Row> rows = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            rows.add(Rows.named(name));
        }
        return rows;
    }

    boolean child() {
        return workshop.isPresent();
    }

    List<String> forChild(Row row, Setting wanted, Path folder) {
        List<String> list = new ArrayList<>(List.of(
                "--rows",
                row.name(),
                "--vms",
                Integer.toString(vms),
                "--setting",
                wanted.name(),
                "--workshop",
                folder.toString()));
        product.ifPresent(jar -> list.addAll(List.of("--product", jar.toString())));
        return list;
    }
}
