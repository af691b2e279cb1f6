// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Java code of a document: a type, or statements in a method where {@code vms}, {@code vm}, {@code sessions}, {@code network} and {@code extensions} are known. Imports are added. */
record Snippet(Markdown.Block source) {
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:public )?(?:final )?(?:class|record|interface) (\\w+)");
    private static final String IMPORTS = Stream.of(
                    "java.io",
                    "java.nio.charset",
                    "java.nio.file",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.function",
                    "org.luarium",
                    "org.luarium.extension",
                    "org.luarium.extension.spi",
                    "org.luarium.isolate",
                    "org.luarium.network",
                    "org.luarium.session",
                    "org.luarium.store",
                    "org.luarium.value",
                    "org.luarium.vm",
                    "org.luarium.vm.spi",
                    "org.osgi.service.component.annotations")
            .map(name -> "import " + name + ".*;\n")
            .collect(Collectors.joining("", "", "import org.luarium.isolate.Profile;\n"));

    String typeName() {
        Matcher type = TYPE.matcher(source.text());
        return type.find() ? type.group(1) : "Statements";
    }

    /** Whether it is a type of its own. Statements become {@code run(vms, vm, sessions, network, extensions)} of a class {@code Statements}. */
    boolean isType() {
        return TYPE.matcher(source.text()).find();
    }

    private String code() {
        if (isType()) {
            return source.text();
        }
        return "public class Statements { public void run("
                + "VmManager vms, Vm vm, SessionManager sessions, VmNetwork network, ExtensionManager extensions) throws Exception {\n"
                + source.text() + "\n} }";
    }

    /** Compiles it into a folder, as a class of a package, and gives the complaints of the compiler. */
    String compile(Path classes, String packageName) throws IOException {
        String text = "package " + packageName + ";\n" + IMPORTS + code();
        JavaFileObject unit =
                new SimpleJavaFileObject(
                        URI.create("mem:///" + packageName.replace('.', '/') + "/" + typeName() + ".java"),
                        JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        StringWriter complaints = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-proc:none", "-d", classes.toString(), "-cp", classPath());
        boolean success = compiler.getTask(complaints, null, null, options, null, List.of(unit))
                .call();
        return success ? "" : source + "\n" + complaints;
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
