// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {
    @Test
    void meansTheShellWhenNothingIsAskedFor() throws UsageException {
        assertThat(parse().verb()).isEqualTo(Verb.SHELL);
        assertThat(parse("--debug", "--home", "x").verb()).isEqualTo(Verb.SHELL);
    }

    @Test
    void takesOptionsAnywhere() throws UsageException {
        Map<Option, Object> expected = Map.of(
                Option.ENGINE,
                "5.1",
                Option.MEMORY,
                64L << 20,
                Option.TIMEOUT,
                Duration.ofMillis(500),
                Option.NETWORKED,
                true);

        assertThat(parse("--engine", "5.1", "execute", "--memory=64M", "return 1", "--timeout", "500ms", "--networked")
                        .options())
                .isEqualTo(expected);
        assertThat(parse("execute", "return 1", "--networked", "--timeout=500ms", "--memory", "64M", "--engine=5.1")
                        .options())
                .isEqualTo(expected);
    }

    @Test
    void givesEverythingAfterTheFileToTheScript() throws UsageException {
        CommandLine line = parse("run", "--debug", "a.lua", "--debug", "--", "-c", "--engine");

        assertThat(operands(line)).containsExactly("a.lua", "--debug", "--", "-c", "--engine");
        assertThat(line.options()).containsOnlyKeys(Option.DEBUG);
    }

    @Test
    void endsOptionsAtTwoDashes() throws UsageException {
        assertThat(operands(parse("execute", "--", "--debug"))).containsExactly("--debug");
        assertThat(operands(parse("run", "--", "-odd.lua", "--"))).containsExactly("-odd.lua", "--");
        assertThat(parse("--", "help").verb()).isEqualTo(Verb.HELP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-- comment\nreturn 1", "--[[x]] return 1", "", "-", "-1", "ü", "a=1", "--a.b"})
    void takesCodeThatDoesNotLookLikeAnOption(String code) throws UsageException {
        assertThat(operands(parse("execute", code))).containsExactly(code);
    }

    @Test
    void takesCommands() throws UsageException {
        CommandLine line = parse("--home", "h", "-c", "--odd", "--debug");

        assertThat(line.verb()).isEqualTo(Verb.COMMANDS);
        assertThat(operands(line)).containsExactly("--odd");
        assertThat(line.home()).contains("h");
        assertThat(line.debug()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "bogus | unknown command 'bogus'",
                "execute | needs code",
                "execute,1,--bare | --bare belongs to the shell",
                "run | needs a file",
                "execute,a,b | 'b' is too much",
                "-c | -c needs a value",
                "-c,a,b | 'b' is too much",
                "execute,-c,a | cannot be combined",
                "execute,--bogus | unknown option --bogus",
                "execute,-x | unknown option -x",
                "execute,a,--engine | --engine needs a value",
                "execute,a,--networked=yes | takes no value",
                "--engine,5.1 | belongs to execute and run",
                "-c,a,--memory,64M | belongs to execute and run",
                "execute,a,--memory,many | size such as 64M",
                "execute,a,--memory,0 | cannot be '0'",
                "execute,a,--memory,9999999999G | cannot be",
                "execute,a,--timeout,10 | duration such as",
                "execute,a,--timeout,0s | cannot be",
                "execute,a,--profile,bold | trusted, standard, untrusted",
                "execute,a,--sandbox,maybe | --sandbox is one of required, preferred, off, not 'maybe'",
                "execute,a,--readable= | --readable needs a value",
                "--sandbox,off | belongs to execute and run",
                "execute,a,--home= | --home needs a value"
            })
    void saysWhatIsWrong(String words, String message) {
        assertThatThrownBy(() -> parse(words.trim().split(",")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "10s, 10000", "2m, 120000", "1h, 3600000"})
    void readsDurations(String text, long millis) throws UsageException {
        assertThat(Option.TIMEOUT.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"9000000, 9000000", "64K, 65536", "64m, 67108864", "2G, 2147483648"})
    void readsSizes(String text, long bytes) throws UsageException {
        assertThat(Option.MEMORY.parse(text)).isEqualTo(bytes);
    }

    @Test
    void keepsTheBytesOfWords() {
        byte[] list = "java\0-jar\0x\0run\0\u00ff\0".getBytes(StandardCharsets.ISO_8859_1);

        List<Word> words = Word.lastWords(list, 2);

        assertThat(words).hasSize(2);
        assertThat(words.get(0)).hasToString("run");
        assertThat(words.get(1).bytes()).containsExactly(0xff);
    }

    private static CommandLine parse(String... words) throws UsageException {
        return CommandLine.parse(Arrays.stream(words).map(Word::of).toList());
    }

    private static List<String> operands(CommandLine line) {
        return line.operands().stream().map(Word::toString).toList();
    }
}
