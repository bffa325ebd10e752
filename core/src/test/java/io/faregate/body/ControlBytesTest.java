package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ControlBytesTest {

    @Test
    void theNextOneIsFoundWhereverItLies() {
        Random random = new Random(23);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);

            assertThat(ControlBytes.next(bytes, from, to)).isEqualTo(slowly(bytes, from, to, false));
            assertThat(ControlBytes.lineFeed(bytes, from, to)).isEqualTo(slowly(bytes, from, to, true));
        }
    }

    @Test
    void aByteIsJudgedWithoutThoseBesideIt() {
        for (int one = 0; one < 256; one++) {
            for (int other = 0; other < 256; other++) {
                byte[] bytes = {'a', (byte) one, (byte) other, 'a', 'a', 'a', 'a', 'a', 'a'};

                assertThat(ControlBytes.next(bytes, 0, bytes.length)).isEqualTo(slowly(bytes, 0, bytes.length, false));
            }
        }
    }

    private static int slowly(byte[] bytes, int from, int to, boolean lineFeed) {
        int at = from;
        while (at < to && (lineFeed ? bytes[at] != '\n' : (bytes[at] & 0xFF) >= ' ')) {
            at++;
        }
        return at;
    }
}
