// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.packages.RepositoryInfo;
import org.luarium.shell.internal.console.SafeText;
import org.luarium.shell.internal.syntax.Quantities;

final class RepositoryView implements View<RepositoryInfo> {
    private static final int LONGEST_PROBLEM = 200;

    @Override
    public Class<RepositoryInfo> type() {
        return RepositoryInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("REPOSITORY", "PRIORITY", "PACKAGES", "AGE", "LOCATION", "PROBLEM");
    }

    @Override
    public List<String> cells(RepositoryInfo repository) {
        return List.of(
                repository.name(),
                Integer.toString(repository.priority()),
                Integer.toString(repository.rocks()),
                age(repository),
                repository.location(),
                SafeText.beginning(repository.problem().orElse("-"), LONGEST_PROBLEM));
    }

    private static String age(RepositoryInfo repository) {
        return repository.age().map(Quantities::text).orElse("-");
    }

    @Override
    public String detail(RepositoryInfo repository) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("repository", repository.name());
        rows.put("location", repository.location());
        rows.put("priority", Integer.toString(repository.priority()));
        rows.put("packages", Integer.toString(repository.rocks()));
        rows.put("age", age(repository));
        rows.put("index", index(repository));
        rows.put("problem", repository.problem().orElse("none"));
        rows.put("removable", repository.removable() ? "yes" : "no, it comes from a bundle or the configuration");
        StoreTexts.numbered(rows, "remark", repository.remarks());
        return TextTable.of(rows);
    }

    private static String index(RepositoryInfo repository) {
        return repository
                .index()
                .map(index -> "serial " + index.serial() + (index.signed() ? ", signed" : ", not signed")
                        + index.expires().map(time -> ", expires " + time).orElse(", never expires"))
                .orElse("none, so an old list cannot be told from a new one");
    }

    @Override
    public Object data(RepositoryInfo repository) {
        return View.fields(
                "repository", repository.name(),
                "location", repository.location(),
                "priority", repository.priority(),
                "packages", repository.rocks(),
                "age", repository.age(),
                "problem", repository.problem(),
                "remarks", repository.remarks(),
                "index",
                        repository
                                .index()
                                .map(index -> View.fields(
                                        "serial", index.serial(),
                                        "expires", index.expires(),
                                        "signed", index.signed())),
                "removable", repository.removable());
    }
}
