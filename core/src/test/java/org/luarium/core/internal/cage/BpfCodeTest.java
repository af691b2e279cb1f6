// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class BpfCodeTest {
    private static byte[] jump(int distance) {
        BpfCode code = new BpfCode();
        BpfCode.Target target = new BpfCode.Target();
        code.jump(BpfCode.Test.EQUAL, 0, target, BpfCode.NEXT);
        for (int i = 0; i < distance; i++) {
            code.load(BpfCode.NUMBER);
        }
        code.bind(target);
        return code.toByteArray();
    }

    @Test
    void jumpsAsFarAsAByteSays() {
        assertThat(jump(255)[2]).isEqualTo((byte) 255);
        assertThatIllegalStateException().isThrownBy(() -> jump(256)).withMessage("jump of 256 instructions at 0");
    }
}
