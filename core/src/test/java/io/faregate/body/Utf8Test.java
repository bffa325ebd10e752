package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void everySequenceOfThreeBytesAgreesWithTheStrictDecoder() {
        byte[] bytes = new byte[3];
        int[] leads = {
            0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF4, 0xFF
        };
        for (int lead : leads) {
            for (int rest = 0; rest < 0x10000; rest++) {
                bytes[0] = (byte) lead;
                bytes[1] = (byte) (rest >> 8);
                bytes[2] = (byte) rest;
                if (Utf8.isStrict(bytes, 3) != decodes(bytes)) {
                    assertThat(Utf8.isStrict(bytes, 3))
                            .as(Arrays.toString(bytes))
                            .isEqualTo(decodes(bytes));
                }
            }
        }
    }

    @Test
    void everyLeadAndSecondByteOfFourAgreesWithTheStrictDecoder() {
        for (int lead = 0xEF; lead <= 0xFF; lead++) {
            for (int second = 0; second <= 0xFF; second++) {
                for (int third : new int[] {0x7F, 0x80, 0xBF, 0xC0}) {
                    byte[] bytes = {(byte) lead, (byte) second, (byte) third, (byte) 0x80};
                    assertThat(Utf8.isStrict(bytes, 4))
                            .as(Arrays.toString(bytes))
                            .isEqualTo(decodes(bytes));
                }
            }
        }
    }

    @Test
    void theFaultIsFoundAtEveryOffset() {
        for (int length = 1; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                byte[] bytes = "a".repeat(length).getBytes(StandardCharsets.US_ASCII);
                assertThat(Utf8.isStrict(bytes, length)).isTrue();
                bytes[at] = (byte) 0xC3;
                assertThat(Utf8.isStrict(bytes, length)).isFalse();
            }
        }
    }

    @Test
    void bytesBehindTheLengthAreNotLookedAt() {
        byte[] bytes = "\u4e2d".getBytes(StandardCharsets.UTF_8);

        assertThat(Utf8.isStrict(bytes, 2)).isFalse();
        assertThat(Utf8.isStrict(new byte[] {'a', (byte) 0xFF}, 1)).isTrue();
    }

    @Test
    void sizesOfRandomTextAgreeWithTheEncoder() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            char[] text = new char[random.nextInt(12)];
            for (int i = 0; i < text.length; i++) {
                text[i] = (char) (random.nextBoolean() ? 0xD700 + random.nextInt(0xA00) : random.nextInt(0x3000));
            }
            String string = new String(text);
            long lone =
                    string.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF).count();

            long encoded = string.getBytes(StandardCharsets.UTF_8).length;
            assertThat(Utf8.size(text, 0, text.length)).isEqualTo(encoded + 2 * lone);
        }
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException broken) {
            return false;
        }
    }
}
