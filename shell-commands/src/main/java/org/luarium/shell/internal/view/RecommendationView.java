// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import org.luarium.packages.Recommendation;
import org.luarium.packages.RockOrigin;

final class RecommendationView implements View<Recommendation> {
    private final CatalogueEntryView entries = new CatalogueEntryView();

    @Override
    public Class<Recommendation> type() {
        return Recommendation.class;
    }

    @Override
    public List<String> header() {
        return List.of("PACKAGE", "PRIORITY", "REASON", "REPOSITORY", "TO GET IT");
    }

    @Override
    public List<String> cells(Recommendation recommendation) {
        return List.of(
                recommendation.rock().name().text(),
                Integer.toString(recommendation.rock().priority()),
                recommendation.reason(),
                recommendation.repository().orElse("-"),
                remedy(recommendation));
    }

    private static String remedy(Recommendation recommendation) {
        return recommendation.repository().isPresent()
                ? "package:install"
                : recommendation.rock().origin().map(RockOrigin::remedy).orElse("-");
    }

    @Override
    public String detail(Recommendation recommendation) {
        return entries.detail(recommendation.rock()) + "\n\n" + recommendation.reason();
    }

    @Override
    public Object data(Recommendation recommendation) {
        return View.fields(
                "package", recommendation.rock().name().text(),
                "priority", recommendation.rock().priority(),
                "category", recommendation.rock().category(),
                "description", recommendation.rock().description(),
                "reason", recommendation.reason(),
                "repository", recommendation.repository(),
                "remedy", remedy(recommendation));
    }
}
