// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule against bundles that break it, so that a green architecture means something. */
final class BundleRulesTest {
    @TempDir
    private Path directory;

    @Test
    void acceptsAnImplementationOfTheApi() throws IOException {
        Path api = api();
        Path core =
                bundle("core", "org.luarium.core.internal", "public interface Core extends org.luarium.vm.Vm {}", "");

        BundleRules rules = new BundleRules(api);

        assertThat(rules.exportsOf(core)).isEmpty();
        assertThat(rules.foreignImportsOf(core)).isEmpty();
        assertThat(rules.misplacedPackagesOf(core, List.of())).isEmpty();
        assertThat(rules.cyclesIn(core)).isEmpty();
        assertThat(rules.levelViolations()).isEmpty();
    }

    @Test
    void rejectsAnExportOutsideTheApi() throws IOException {
        Path core = bundle("core", "org.luarium.core", "public class Core {}", "org.luarium.core;version=\"1\"");

        assertThat(new BundleRules(api()).exportsOf(core)).containsExactly("core.jar exports org.luarium.core");
    }

    @Test
    void rejectsTheUseOfAnotherImplementation() throws IOException {
        Path api = api();
        bundle("core", "org.luarium.core.internal", "public class Core {}", "");
        Path shell = bundle(
                "shell", "org.luarium.shell.internal", "class Shell extends org.luarium.core.internal.Core {}", "");

        assertThat(new BundleRules(api).foreignImportsOf(shell))
                .containsExactly("org.luarium.shell.internal.Shell uses org.luarium.core.internal.Core");
    }

    @Test
    void rejectsPackagesThatAreNotInternalOrTakenByAnother() throws IOException {
        Path api = api();
        Path open = bundle("open", "org.luarium.open", "public class Open {}", "");
        Path core = bundle("core", "org.luarium.core.internal", "public class Core {}", "");
        Path thief = bundle("thief", "org.luarium.core.internal", "public class Thief {}", "");
        BundleRules rules = new BundleRules(api);

        assertThat(rules.misplacedPackagesOf(open, List.of(core)))
                .containsExactly("open.jar contains org.luarium.open");
        assertThat(rules.misplacedPackagesOf(thief, List.of(core)))
                .containsExactly("thief.jar contains org.luarium.core.internal");
    }

    @Test
    void rejectsPackagesThatUseEachOther() throws IOException {
        Path core = new TestBundle(directory, "core")
                .with("org.luarium.core.internal.a.A", "public class A { org.luarium.core.internal.b.B b; }")
                .with("org.luarium.core.internal.b.B", "public class B { org.luarium.core.internal.a.A a; }")
                .build(Map.of());

        assertThat(new BundleRules(api()).cyclesIn(core))
                .singleElement()
                .asString()
                .contains("Cycle detected");
    }

    @Test
    void rejectsAnApiPackageThatUsesAHigherLevelOrHasNone() throws IOException {
        Path api = new TestBundle(directory, "api")
                .with("org.luarium.vm.Vm", "public interface Vm {}")
                .with("org.luarium.value.Value", "public interface Value { org.luarium.vm.Vm[] vms(); }")
                .with("org.luarium.odd.Odd", "public interface Odd {}")
                .build(Map.of("Export-Package", "org.luarium.vm,org.luarium.value,org.luarium.odd"));

        assertThat(new BundleRules(api).levelViolations())
                .containsExactlyInAnyOrder(
                        "org.luarium.odd has no level", "org.luarium.value.Value uses org.luarium.vm.Vm");
    }

    private Path api() throws IOException {
        return bundle(
                "api", "org.luarium.vm", "public interface Vm {}", "org.luarium.vm;version=\"1.0.0\";uses:=\"x,y\"");
    }

    private Path bundle(String name, String packageName, String source, String exports) throws IOException {
        String type = source.replaceFirst("(?s).*?(?:class|interface) (\\w+).*", "$1");
        return new TestBundle(directory, name)
                .with(packageName + "." + type, source)
                .build(exports.isEmpty() ? Map.of() : Map.of("Export-Package", exports));
    }
}
