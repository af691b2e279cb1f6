// SPDX-License-Identifier: Apache-2.0
package org.luarium;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DocumentationTool;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavadocTest {
    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void describesEveryTypeAndMethodWithoutAnyComplaintOfJavadoc(@TempDir Path pages) throws IOException {
        DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
        assertThat(javadoc).as("javadoc of the JDK that runs this test").isNotNull();
        StringWriter complaints = new StringWriter();

        boolean success;
        try (StandardJavaFileManager files = javadoc.getStandardFileManager(null, null, null)) {
            files.setLocationFromPaths(DocumentationTool.Location.DOCUMENTATION_OUTPUT, List.of(pages));
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath());
            success = javadoc.getTask(
                            complaints,
                            files,
                            null,
                            null,
                            List.of("-Xdoclint:all", "-Werror", "-quiet", "-notimestamp"),
                            files.getJavaFileObjectsFromPaths(sources()))
                    .call();
        }

        assertThat(complaints.toString()).isEmpty();
        assertThat(success).isTrue();
        assertThat(pages.resolve("org/luarium/vm/VmManager.html")).isNotEmptyFile();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /** Surefire may put the class path into a manifest and leaves it in a property of its own. */
    private static List<Path> classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(path.split(System.getProperty("path.separator")))
                .map(Path::of)
                .toList();
    }
}
