// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.orDash;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.network.ChannelInfo;

final class ChannelView implements View<ChannelInfo> {
    @Override
    public Class<ChannelInfo> type() {
        return ChannelInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("CHANNEL", "PUBLISHED", "DROPPED", "SUBSCRIBERS");
    }

    @Override
    public List<String> cells(ChannelInfo channel) {
        return List.of(
                channel.name(),
                Long.toString(channel.published()),
                Long.toString(channel.dropped()),
                orDash(String.join(", ", channel.subscribers())));
    }

    @Override
    public String detail(ChannelInfo channel) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("channel", channel.name());
        rows.put("published", Long.toString(channel.published()));
        rows.put("dropped", Long.toString(channel.dropped()));
        rows.put("subscribers", orDash(String.join(", ", channel.subscribers())));
        return TextTable.of(rows);
    }

    @Override
    public Object data(ChannelInfo channel) {
        return View.fields(
                "name", channel.name(),
                "subscribers", channel.subscribers(),
                "published", channel.published(),
                "dropped", channel.dropped());
    }
}
