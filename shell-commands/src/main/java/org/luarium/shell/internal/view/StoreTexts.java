// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.luarium.store.Provenance;
import org.luarium.store.Realization;
import org.luarium.store.Ref;

/** What several views of the store share. */
final class StoreTexts {
    private StoreTexts() {}

    static String time(Instant instant) {
        return instant.equals(Instant.EPOCH)
                ? "unknown"
                : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String provenance(Provenance provenance) {
        return Texts.lower(provenance.origin())
                + (provenance.source().isEmpty() ? "" : " from " + provenance.source())
                + (provenance.confinement().isEmpty() ? "" : ", programs: " + provenance.confinement());
    }

    /** A row for each text, with a number from the second on. */
    static void numbered(Map<String, String> rows, String label, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            rows.put(i == 0 ? label : label + " " + (i + 1), texts.get(i));
        }
    }

    static Map<String, List<String>> context(Map<Ref.DRef, List<Realization>> context) {
        Map<String, List<String>> texts = new TreeMap<>();
        context.forEach((dref, realizations) -> texts.put(
                dref.toString(),
                realizations.stream().map(each -> each.ref().toString()).toList()));
        return texts;
    }

    static Map<String, List<String>> references(Map<Ref.DRef, List<Ref.RRef>> context) {
        Map<String, List<String>> texts = new TreeMap<>();
        context.forEach((dref, refs) ->
                texts.put(dref.toString(), refs.stream().map(Ref::toString).toList()));
        return texts;
    }
}
