// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.console.SafeText;

/** Shows whatever the commands return. */
public final class Views {
    private static final List<View<?>> ALL = List.of(
            new VmView(),
            new SessionView(),
            new EventView(),
            new HistoryView(),
            new EngineView(),
            new StatisticsView(),
            new ResultView(),
            new StackProfileView(),
            new ValueView(),
            new ConfinementView(),
            new DiagnosisView(),
            new VersionView(),
            new DoctorView(),
            new FigureView(),
            new MeasuredView(),
            new RefView(),
            new RealizationView(),
            new RealizationDetailView(),
            new DerivationView(),
            new FileView(),
            new AttemptView(),
            new UsageReportView(),
            new CollectView(),
            new VerifyView(),
            new RootView(),
            new ProfileView(),
            new GenerationView(),
            new StageView(),
            new StepInfoView(),
            new AvailableRockView(),
            new RockInfoView(),
            new InstalledRockView(),
            new PackageReasonView(),
            new EnvironmentView(),
            new EnvironmentGenerationView(),
            new EnvironmentChangeView(),
            new EnvironmentReportView(),
            new CatalogueEntryView(),
            new PackageProfileView(),
            new ProfileAvailabilityView(),
            new ProfileInstallationView(),
            new RecommendationView(),
            new HealthReportView(),
            new PackageTreeView(),
            new EnvironmentInfoView(),
            new PrunedGenerationsView(),
            new RepositoryView(),
            new NetworkTaskView(),
            new SocketView(),
            new ChannelView(),
            new NetworkPolicyView(),
            new ExtensionView(),
            new ExtensionDetailView(),
            new ExtensionUseView(),
            new ExtensionMethodUseView());

    private Views() {}

    /** A value in detail, a collection as a table; empty for what is not ours. */
    public static Optional<String> detail(Object target) {
        return target instanceof Collection<?> values
                ? table(values)
                : find(target).map(view -> detail(view, target));
    }

    /** A value in one line. */
    public static Optional<String> line(Object target) {
        return find(target).map(view -> SafeText.line(String.join("  ", cells(view, target))));
    }

    /** The shortest text that identifies a value. */
    public static Optional<String> name(Object target) {
        return find(target).map(view -> SafeText.line(cells(view, target).get(0)));
    }

    /** A value or a collection of values as JSON; plain data as it is. */
    public static String json(@Nullable Object target) {
        return Json.text(data(target));
    }

    static <T> String table(View<T> view, Collection<? extends T> values) {
        List<List<String>> rows = values.stream().map(view::cells).toList();
        return view.header().isEmpty() ? new TextTable(rows).toString() : TextTable.of(view.header(), rows);
    }

    private static Optional<String> table(Collection<?> values) {
        if (values instanceof Listing<?> listing && listing.isEmpty()) {
            return find(listing.type()).map(view -> table(view, List.of()));
        }
        return values.stream()
                .findFirst()
                .flatMap(Views::find)
                .filter(view -> values.stream().allMatch(view.type()::isInstance))
                .map(view -> castTable(view, values));
    }

    private static @Nullable Object data(@Nullable Object target) {
        if (target instanceof Collection<?> values) {
            return values.stream().map(Views::data).toList();
        }
        Optional<View<?>> view = target == null ? Optional.empty() : find(target);
        return target == null || view.isEmpty() ? target : castData(view.get(), target);
    }

    private static Optional<View<?>> find(Object target) {
        return ALL.stream().filter(view -> view.type().isInstance(target)).findFirst();
    }

    private static Optional<View<?>> find(Class<?> type) {
        return ALL.stream().filter(view -> view.type() == type).findFirst();
    }

    private static <T> String detail(View<T> view, Object target) {
        return view.detail(view.type().cast(target));
    }

    private static <T> List<String> cells(View<T> view, Object target) {
        return view.cells(view.type().cast(target));
    }

    private static <T> @Nullable Object castData(View<T> view, Object target) {
        return view.data(view.type().cast(target));
    }

    private static <T> String castTable(View<T> view, Collection<?> values) {
        return table(view, values.stream().map(view.type()::cast).toList());
    }
}
