// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.words;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionManager;
import org.luarium.extension.ExtensionSpec;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Adds {@code words:count TEXT} to the shell. The counting is done by Lua in a process of its own, which asks back which words are wanted. */
@Component(
        service = WordsCommand.class,
        immediate = true,
        property = {"osgi.command.scope=words", "osgi.command.function=count"})
public final class WordsCommand {
    private final Extension extension;
    private final Words words;

    @Activate
    public WordsCommand(BundleContext context, @Reference ExtensionManager extensions) throws IOException {
        Path modules = requireNonNull(context.getDataFile("modules"), "this container gives bundles no storage")
                .toPath()
                .toAbsolutePath();
        Files.createDirectories(modules);
        try (InputStream in = requireNonNull(WordsCommand.class.getResourceAsStream("/modules/words.lua"))) {
            Files.copy(in, modules.resolve("words.lua"), StandardCopyOption.REPLACE_EXISTING);
        }
        extension = extensions.load(ExtensionSpec.lua("words", "words", Words.class)
                .readable(modules)
                .build());
        words = extension.service(Words.class);
    }

    public String count(String text) {
        return words.count(text, word -> word.length() > 3).stream()
                .map(count -> count.word() + " " + count.times())
                .collect(joining("\n"));
    }

    @Deactivate
    void stop() {
        extension.close();
    }
}
