// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import org.luarium.store.Ref;

final class RefView implements View<Ref> {
    @Override
    public Class<Ref> type() {
        return Ref.class;
    }

    @Override
    public List<String> header() {
        return List.of();
    }

    @Override
    public List<String> cells(Ref ref) {
        return List.of(ref.toString());
    }

    @Override
    public String detail(Ref ref) {
        return ref.toString();
    }

    @Override
    public Object data(Ref ref) {
        return ref.toString();
    }
}
