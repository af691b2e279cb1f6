// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.function.Predicate.not;

import aQute.bnd.osgi.Domain;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What bundles may be to each other: only the API exports packages, implementations know the API and not one another,
 * and packages depend on each other in one direction. Each method returns the violations as sentences.
 */
final class BundleRules {
    /** A package of the API may use packages of a lower level. */
    private static final Map<String, Integer> LEVELS = Map.ofEntries(
            // Below all others: every exception descends from its root.
            Map.entry("org.luarium", -1),
            Map.entry("org.luarium.value", 0),
            Map.entry("org.luarium.extension.spi", 0),
            Map.entry("org.luarium.store", 1),
            Map.entry("org.luarium.isolate", 1),
            Map.entry("org.luarium.vm", 2),
            Map.entry("org.luarium.store.spi", 2),
            Map.entry("org.luarium.vm.spi", 3),
            Map.entry("org.luarium.session", 3),
            Map.entry("org.luarium.network", 3),
            Map.entry("org.luarium.packages", 3),
            Map.entry("org.luarium.packages.spi", 4),
            Map.entry("org.luarium.extension", 4),
            Map.entry("org.luarium.metrics", 4));

    private final Path api;
    private final Set<String> apiPackages;

    BundleRules(Path api) throws IOException {
        this.api = api;
        this.apiPackages = Set.copyOf(exports(api));
    }

    /** What the bundle exports although it is not the API. */
    List<String> exportsOf(Path implementation) throws IOException {
        return exports(implementation).stream()
                .map(name -> "%s exports %s".formatted(implementation.getFileName(), name))
                .toList();
    }

    /** Packages of ours that are imported, by manifest or by class file, from anywhere else than the API. */
    List<String> foreignImportsOf(Path implementation) throws IOException {
        Stream<String> byManifest = Domain.domain(manifest(implementation)).getImportPackage().keySet().stream()
                .filter(BundleRules::isOurs)
                .filter(not(apiPackages::contains))
                .map(name -> "%s imports %s".formatted(implementation.getFileName(), name));
        JavaClasses classes = classesOf(implementation);
        Set<String> own = packagesOf(classes);
        Stream<String> byClass =
                uses(classes, (user, used) -> isOurs(used) && !own.contains(used) && !apiPackages.contains(used));
        return Stream.concat(byManifest, byClass).toList();
    }

    /** Packages of an implementation that do not say that they are internal, or that another bundle has too. */
    List<String> misplacedPackagesOf(Path implementation, List<Path> others) throws IOException {
        Set<String> taken = new HashSet<>(apiPackages);
        for (Path other : others) {
            taken.addAll(packagesOf(classesOf(other)));
        }
        return packagesOf(classesOf(implementation)).stream()
                .filter(name -> !name.matches("org\\.luarium\\.[a-z]+\\.internal(\\..+)?") || taken.contains(name))
                .map(name -> "%s contains %s".formatted(implementation.getFileName(), name))
                .toList();
    }

    List<String> cyclesIn(Path bundle) throws IOException {
        return slices().matching("(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .evaluate(classesOf(bundle))
                .getFailureReport()
                .getDetails();
    }

    /** Packages of the API that use one of their own or a higher level, and packages without a level. */
    List<String> levelViolations() throws IOException {
        JavaClasses classes = classesOf(api);
        Stream<String> unknown =
                packagesOf(classes).stream().filter(not(LEVELS::containsKey)).map(name -> name + " has no level");
        Stream<String> upwards = uses(
                classes,
                (user, used) -> LEVELS.containsKey(user)
                        && LEVELS.containsKey(used)
                        && !user.equals(used)
                        && LEVELS.get(used) >= LEVELS.get(user));
        return Stream.concat(unknown, upwards).toList();
    }

    private static Stream<String> uses(JavaClasses classes, BiPredicate<String, String> forbidden) {
        return classes.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> forbidden.test(
                        dependency.getOriginClass().getPackageName(),
                        dependency.getTargetClass().getBaseComponentType().getPackageName()))
                .map(dependency -> dependency.getOriginClass().getName() + " uses "
                        + dependency.getTargetClass().getBaseComponentType().getName())
                .distinct();
    }

    private static boolean isOurs(String packageName) {
        return packageName.equals("org.luarium") || packageName.startsWith("org.luarium.");
    }

    /** Classes of ours in a bundle; what it embeds follows the rules of others. */
    private static JavaClasses classesOf(Path bundle) throws IOException {
        try (JarFile jar = new JarFile(bundle.toFile())) {
            return new ClassFileImporter()
                    .withImportOption(location -> location.contains("/org/luarium/"))
                    .importJar(jar);
        }
    }

    private static Set<String> packagesOf(JavaClasses classes) {
        return classes.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> exports(Path bundle) throws IOException {
        return Domain.domain(manifest(bundle)).getExportPackage().keySet();
    }

    private static Manifest manifest(Path bundle) throws IOException {
        try (JarFile jar = new JarFile(bundle.toFile())) {
            return jar.getManifest();
        }
    }
}
