// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;

import java.util.List;
import org.luarium.shell.internal.console.SafeText;
import org.luarium.shell.internal.syntax.Quantities;

final class FileView implements View<FileEntry> {
    @Override
    public Class<FileEntry> type() {
        return FileEntry.class;
    }

    @Override
    public List<String> header() {
        return List.of("PATH", "KIND", "SIZE", "TARGET");
    }

    @Override
    public List<String> cells(FileEntry file) {
        boolean sized = file.kind() == FileEntry.Kind.FILE || file.kind() == FileEntry.Kind.PROGRAM;
        return List.of(
                file.path(),
                lower(file.kind()),
                sized ? Quantities.text(file.size()) : "-",
                file.target().orElse(""));
    }

    @Override
    public String detail(FileEntry file) {
        return SafeText.line(String.join("  ", cells(file)));
    }

    @Override
    public Object data(FileEntry file) {
        return View.fields("path", file.path(), "kind", file.kind(), "size", file.size(), "target", file.target());
    }
}
