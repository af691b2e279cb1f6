// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.luarium.packages.RockInfo;
import org.luarium.shell.internal.console.SafeText;

final class RockInfoView implements View<RockInfo> {
    private static final int LONGEST_LINE = 200;
    private static final int LONGEST_DESCRIPTION = 4_000;

    @Override
    public Class<RockInfo> type() {
        return RockInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("PACKAGE", "VERSION", "SUMMARY");
    }

    @Override
    public List<String> cells(RockInfo info) {
        return List.of(info.rock().name().text(), info.version().toString(), shown(info.summary()));
    }

    @Override
    public String detail(RockInfo info) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("package", info.rock().name().text());
        rows.put("version", info.version().toString());
        rows.put("summary", shown(info.summary()));
        rows.put("homepage", shown(info.homepage()));
        rows.put("licence", shown(info.licence()));
        rows.put("needs", PackageTexts.joined(info.dependencies()));
        rows.put("versions", PackageTexts.joined(info.rock().versions()));
        rows.put("repository", info.rock().repository());
        return TextTable.of(rows)
                + (info.description().isBlank() ? "" : "\ndescription:\n" + description(info.description()));
    }

    private static String shown(String text) {
        return Texts.orDash(SafeText.beginning(text.strip(), LONGEST_LINE));
    }

    /** Indented, so that no line of it can be taken for one of ours. */
    private static String description(String text) {
        return SafeText.lines(SafeText.beginning(text.strip().replace("\r\n", "\n"), LONGEST_DESCRIPTION))
                .lines()
                .map(line -> ("  " + line.strip()).stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public Object data(RockInfo info) {
        return View.fields(
                "package", info.rock().name().text(),
                "version", info.version().toString(),
                "summary", info.summary(),
                "description", info.description(),
                "homepage", info.homepage(),
                "licence", info.licence(),
                "dependencies", PackageTexts.texts(info.dependencies()),
                "versions", PackageTexts.texts(info.rock().versions()),
                "repository", info.rock().repository());
    }
}
