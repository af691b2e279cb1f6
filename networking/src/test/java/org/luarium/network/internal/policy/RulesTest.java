// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.network.NetworkPolicy;
import org.luarium.network.NetworkingException;

class RulesTest {
    private static final VmPorts NONE = (address, port) -> false;

    private static Rules connecting(String... rules) {
        return new Rules(new NetworkPolicy(List.of(rules), List.of(), 1, 1, 1, 0));
    }

    private static Rules binding(String... rules) {
        return new Rules(new NetworkPolicy(List.of(), List.of(rules), 1, 1, 1, 0));
    }

    private static boolean reaches(Rules rules, String name, String address, int port) throws UnknownHostException {
        return !rules.reachable(name, List.of(InetAddress.getByName(address)), port, NONE)
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, LOOPBACK",
        "127.255.0.9, LOOPBACK",
        "::1, LOOPBACK",
        "10.1.2.3, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "172.32.0.1, PUBLIC",
        "192.168.3.4, PRIVATE",
        "100.64.0.1, PRIVATE",
        "100.128.0.1, PUBLIC",
        "169.254.169.254, LINK_LOCAL",
        "fe80::1, LINK_LOCAL",
        "fc00::1, PRIVATE",
        "fdff::1, PRIVATE",
        "0.0.0.0, OTHER",
        "0.1.2.3, OTHER",
        "::, OTHER",
        "224.0.0.1, OTHER",
        "255.255.255.255, OTHER",
        "ff02::1, OTHER",
        "192.0.2.1, OTHER",
        "198.51.100.7, OTHER",
        "2001:db8::1, OTHER",
        "8.8.8.8, PUBLIC",
        "2606:4700::1111, PUBLIC",
        "64:ff9b::7f00:1, LOOPBACK",
        "64:ff9b::a00:1, PRIVATE",
        "2002:7f00:1::, LOOPBACK",
        "2002:c0a8:101::, PRIVATE",
        "64:ff9b:1::1, OTHER",
        "::127.0.0.1, OTHER",
        "::ffff:10.0.0.1, PRIVATE",
        "2001:0:1::1, OTHER"
    })
    void knowsClassesOfAddresses(String address, AddressClass expected) throws UnknownHostException {
        assertThat(AddressClass.of(InetAddress.getByName(address))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "0x7f.1",
                "0x7F000001",
                "2130706433",
                "017700000001",
                "0177.0.0.1",
                "127.0.1",
                "[::ffff:127.0.0.1]",
                "::ffff:7f00:1",
                "127.0.0.1."
            })
    void readsEverySpellingAsTheAddressThatItMeans(String spelling) throws UnknownHostException {
        assertThat(Destination.parse(spelling).orElseThrow().addresses())
                .containsExactly(InetAddress.getLoopbackAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST.", "a.localhost"})
    void knowsThisMachineWithoutAsking(String name) {
        assertThat(Destination.parse(name).orElseThrow().addresses()).allMatch(InetAddress::isLoopbackAddress);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                "1.2.3.4.5",
                "256.1.1.1",
                "0x",
                "08.1.1.1",
                "1.2.3.4x:1",
                "fe80::1%eth0",
                "a b",
                "a\nb",
                "a/b",
                "-a",
                "[1.2.3.4]",
                "ex\u00e4mple.org",
                "99999999999999999999",
                "::ffff:1.2.3.4.5",
                "\u0000",
                "127.0.0.1\u0000"
            })
    void refusesWhatIsNoHost(String text) {
        assertThat(Destination.parse(text)).isEmpty();
    }

    @Test
    void namesAndStarReachPublicAddressesOnly() throws UnknownHostException {
        Rules rules = connecting("*:*", "inside.example:80", "*.below.example:80");

        assertThat(reaches(rules, "any.example", "8.8.8.8", 53)).isTrue();
        for (String address : List.of("127.0.0.1", "10.0.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "::1")) {
            assertThat(reaches(rules, "inside.example", address, 80)).isFalse();
            assertThat(reaches(rules, "a.below.example", address, 80)).isFalse();
        }
    }

    @Test
    void otherAddressesNeedTheirClassARangeOrThemselves() throws UnknownHostException {
        assertThat(reaches(connecting("private:5432"), "x", "10.0.0.1", 5432)).isTrue();
        assertThat(reaches(connecting("private:5432"), "x", "10.0.0.1", 5433)).isFalse();
        assertThat(reaches(connecting("10.0.0.0/9:*"), "x", "10.127.0.1", 1)).isTrue();
        assertThat(reaches(connecting("10.0.0.0/9:*"), "x", "10.128.0.1", 1)).isFalse();
        assertThat(reaches(connecting("169.254.169.254:80"), "x", "169.254.169.254", 80))
                .isTrue();
        assertThat(reaches(connecting("link-local:80"), "x", "fe80::1", 80)).isTrue();
        assertThat(reaches(connecting("fd00::/8:80-90"), "x", "fd12::1", 85)).isTrue();
        assertThat(reaches(connecting("fd00::/8:80-90"), "x", "fc12::1", 85)).isFalse();
        assertThat(reaches(connecting("10.0.0.0/8:*"), "x", "::ffff:10.1.1.1", 85))
                .isTrue();
    }

    @Test
    void namesMatchThemselvesOrWhatIsBelow() throws UnknownHostException {
        Rules rules = connecting("one.example:443", "*.two.example:443");

        assertThat(reaches(rules, "one.example", "8.8.8.8", 443)).isTrue();
        assertThat(reaches(rules, "a.one.example", "8.8.8.8", 443)).isFalse();
        assertThat(reaches(rules, "a.two.example", "8.8.8.8", 443)).isTrue();
        assertThat(reaches(rules, "two.example", "8.8.8.8", 443)).isFalse();
        assertThat(reaches(rules, "eviltwo.example", "8.8.8.8", 443)).isFalse();
    }

    @Test
    void vmsReachPortsOfVmsOnly() throws UnknownHostException {
        Rules rules = connecting("vm:2000-3000");
        InetAddress loopback = InetAddress.getLoopbackAddress();
        InetAddress inside = InetAddress.getByName("10.0.0.1");
        VmPorts all = (address, port) -> true;

        assertThat(rules.reachable("x", List.of(loopback, inside), 2500, all)).containsExactly(loopback);
        assertThat(rules.reachable("x", List.of(loopback), 2500, NONE)).isEmpty();
        assertThat(rules.reachable("x", List.of(loopback), 3001, all)).isEmpty();
    }

    @Test
    void looksUpNoNameThatLeadsNowhere() {
        assertThat(connecting("vm:*", "loopback:*", "127.0.0.0/8:*").mayLookUp("secret.evil.example"))
                .isFalse();
        assertThat(connecting("one.example:*").mayLookUp("secret.evil.example")).isFalse();
        assertThat(connecting("one.example:*").mayLookUp("one.example")).isTrue();
        assertThat(connecting("public:443").mayLookUp("any.example")).isTrue();
    }

    @Test
    void bindsWhereARuleSaysSo() throws UnknownHostException {
        Rules rules = binding("loopback:0", "loopback:1024-65535");
        InetAddress loopback = InetAddress.getLoopbackAddress();

        assertThat(rules.mayBind(loopback, 0)).isTrue();
        assertThat(rules.mayBind(loopback, 5000)).isTrue();
        assertThat(rules.mayBind(loopback, 80)).isFalse();
        assertThat(rules.mayBind(InetAddress.getByName("0.0.0.0"), 5000)).isFalse();
        assertThat(binding("*:*").mayBind(InetAddress.getByName("0.0.0.0"), 5000))
                .isFalse();
        assertThat(binding("0.0.0.0:5000").mayBind(InetAddress.getByName("0.0.0.0"), 5000))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                ":80",
                "example.org:",
                "example.org:x",
                "example.org:70000",
                "example.org:90-80",
                "10.0.0.0/33:80",
                "10.0.0/x:80",
                "a b:80",
                "*.:80",
                "*.1.2.3.4:80",
                "exa*mple.org:80"
            })
    void explainsRulesThatItDoesNotUnderstand(String rule) {
        assertThatThrownBy(() -> connecting(rule))
                .isInstanceOf(NetworkingException.class)
                .hasMessageContaining("'" + rule + "'");
    }
}
