package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ToldPromptTest {

    @Test
    void piecesAreTheTextsAndPartNoPair() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            String text = text(random);
            int most = 2 + random.nextInt(9);
            List<String> pieces = new ArrayList<>();
            new ToldPrompt(List.of(text, "", "end"), 1, 0, 0).pieces(most).forEachRemaining(pieces::add);

            assertThat(String.join("", pieces)).isEqualTo(text + "end");
            assertThat(pieces).allSatisfy(piece -> {
                assertThat(piece).isNotEmpty().hasSizeLessThanOrEqualTo(most);
                assertThat(new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                        .isEqualTo(piece);
            });
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.appendCodePoint(random.nextBoolean() ? 'a' + random.nextInt(26) : 0x1F600 + random.nextInt(40));
        }
        return text.toString();
    }

    @Test
    void itsSizeIsThatOfTheSameTextInABody() {
        String text = "h\u00e9llo \ufdfa \ud83d\ude00";

        assertThat(new ToldPrompt(List.of(text), 1, 0, 0).utf8Bytes()).isEqualTo(inBody(text) - inBody(""));
    }

    private static long inBody(String text) {
        byte[] body = ("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        Scan scan = Dialects.named("openai-chat", AppFields.DEFAULT)
                .orElseThrow()
                .scan(body, body.length, Origin.APPLICATION);
        return ((RequestShape) scan).prompt().utf8Bytes();
    }

    @Test
    void picturesAreHeldBesideTheText() {
        ToldPrompt prompt = new ToldPrompt(List.of("hello"), 1, 0, 2);

        assertThat(prompt.utf8Bytes()).isEqualTo(5 + 2 * 15_000);
        assertThat(prompt.pictureCount()).isEqualTo(2);
    }

    @Test
    void saysNothingOfItsTextWhereItIsLogged() {
        assertThat(new ToldPrompt(List.of("a secret"), 1, 0, 0).toString())
                .contains("8")
                .doesNotContain("secret");
    }

    @Test
    void nothingIsNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ToldPrompt(List.of(), 0, -1, 0));
    }
}
