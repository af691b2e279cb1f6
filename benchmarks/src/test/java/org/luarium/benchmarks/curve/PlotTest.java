// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.luarium.benchmarks.measure.Unit;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class PlotTest {
    private static final Plot PLOT = new Plot("vms", "VMs & \"more\" <of them>", "live VMs", Unit.TIME);
    private static final List<Point> POINTS = List.of(
            new Point("vms", "create", 100, 2_000_000),
            new Point("vms", "create", 10, 1_000_000),
            new Point("vms", "execute", 10, 10_000),
            new Point("other", "create", 10, 5));

    private static Document draw(List<Point> points) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Svg.draw(PLOT, points))));
    }

    @Test
    void hasALineForEachSeries() throws Exception {
        Document svg = draw(POINTS);

        assertThat(svg.getDocumentElement().getAttribute("aria-label")).isEqualTo("VMs & \"more\" <of them>");
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
        String line = ((Element) svg.getElementsByTagName("polyline").item(0)).getAttribute("points");
        // From the left edge to the right one, over one decade.
        assertThat(line).startsWith("84.0,").contains(" 700.0,");
    }

    @Test
    void drawsNoLogarithmOfNothing() {
        assertThatThrownBy(() -> Svg.draw(PLOT, List.of(new Point("vms", "create", 10, 0))))
                .hasMessageContaining("logarithm");
        assertThatThrownBy(() -> Svg.draw(PLOT, List.of())).hasMessageContaining("no points");
    }

    @Test
    void isATableToo() {
        assertThat(PLOT.markdown(POINTS, "plots")).contains("(plots/vms.svg)").contains("""
                        | live VMs | create | execute |
                        |---|---|---|
                        | 10 | 1.00 ms | 10.0 µs |
                        | 100 | 2.00 ms | - |
                        """);
    }

    @Test
    void pointsTravelAsLines() {
        Point point = new Point("vms", "create", 10, 0.1);

        assertThat(Point.parse(point.toLine())).contains(point);
        assertThat(Point.parse("finding\tsomething else")).isEmpty();
    }
}
