package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BodyIntakeTest {
    private final Random random = new Random(28);

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** As the network brings it: in pieces. */
    private InputStream arriving(byte[] body) {
        return new ByteArrayInputStream(body) {
            @Override
            public int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(9_000)));
            }
        };
    }

    @Test
    void allOfItIsTakenUpToTheCapAndOneByteWhateverIsDeclared() throws IOException {
        for (int length : new int[] {0, 1, 2, 1_000, 8_191, 8_192, 8_193, 16_384, 16_385, 50_000}) {
            byte[] body = bytes(length);
            for (long declared :
                    new long[] {-1, 0, 1, length / 2, length - 1, length, length + 1, 2L * length, 1L << 40}) {
                for (long cap : new long[] {0, 1, length / 2, length - 1, length, length + 1, 60_000}) {
                    if (cap >= 0) {
                        assertThat(BodyIntake.read(arriving(body), declared, cap, () -> false))
                                .as("%d bytes, %d declared, cap %d", length, declared, cap)
                                .isEqualTo(Arrays.copyOf(body, (int) Math.min(length, cap + 1)));
                    }
                }
            }
        }
    }

    @Test
    void aBodyThatComesByteByByteIsNotAwaitedForEver() {
        for (long declared : new long[] {-1, 1, 1_000}) {
            AtomicInteger looks = new AtomicInteger();
            InputStream drop = new InputStream() {
                @Override
                public int read() {
                    return 'a';
                }

                @Override
                public int read(byte[] bytes, int offset, int length) {
                    bytes[offset] = 'a';
                    return 1;
                }
            };
            assertThatThrownBy(() -> BodyIntake.read(drop, declared, 1_000_000, () -> looks.incrementAndGet() == 3))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(looks).hasValue(3);
        }
    }
}
