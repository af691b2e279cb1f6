// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.luarium.benchmarks.curve.Curve;
import org.luarium.benchmarks.rows.Row;
import org.luarium.benchmarks.rows.Setting;

class OptionsTest {
    @Test
    void runsTheRowsThatWereNamed() {
        Options options = Options.parse("--rows", "exec,pool", "--vms", "7");

        assertThat(options.rows()).extracting(Row::name).containsExactly("exec", "pool");
        assertThat(options.vms()).isEqualTo(7);
        assertThat(options.child()).isFalse();
    }

    @Test
    void runsAllCurvesOrThoseThatWereNamed() {
        assertThat(Options.parse("--curves", "all").curves()).hasSize(5);
        assertThat(Options.parse("--curves", "store,vms").curves())
                .extracting(Curve::name)
                .containsExactly("store", "vms");
        assertThat(Options.parse().curves()).isEmpty();
    }

    @Test
    void tellsAChildWhatItNeeds() {
        Options options = Options.parse("--vms", "7");
        Row row = options.rows().get(0);

        List<String> arguments = new ArrayList<>(List.of("--rows", row.name()));
        arguments.addAll(options.forChild(Setting.ONE_CORE, Path.of("/there")));
        Options child = Options.parse(arguments.toArray(new String[0]));

        assertThat(child.child()).isTrue();
        assertThat(child.rows()).containsExactly(row);
        assertThat(child.setting()).isEqualTo(Setting.ONE_CORE);
        assertThat(child.vms()).isEqualTo(7);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse("--rows", "nothing")).hasMessageContaining("exec");
        assertThatThrownBy(() -> Options.parse("--fast", "1")).hasMessageContaining("--fast");
        assertThatThrownBy(() -> Options.parse("--vms")).hasMessageContaining("--vms");
    }
}
