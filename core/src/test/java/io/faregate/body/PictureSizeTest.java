package io.faregate.body;

import static io.faregate.body.Bodies.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The size of a picture is what a decoder would make of it, or nothing. */
class PictureSizeTest {

    private static PictureSize size(byte[] picture) {
        byte[] text = bytes(Drawn.base64(picture));
        return PictureSize.read(new PictureText(text, 0, text.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif"})
    void itIsThatOfThePictureThatWasDrawn(String format) {
        Random random = new Random(12);
        for (int i = 0; i < 40; i++) {
            int width = 1 + random.nextInt(400);
            int height = 1 + random.nextInt(400);

            assertThat(size(Drawn.picture(format, width, height))).isEqualTo(new PictureSize(format, width, height));
        }
    }

    /** Headers as cwebp writes them: lossy, lossless and extended. */
    @Test
    void itIsReadFromEachKindOfWebp() {
        byte[] lossy = webp("VP8 ", 0x30, 1, 0, 0x9D, 1, 0x2A, 0x00, 0x05, 0xD0, 0x02);
        byte[] scaled = webp("VP8 ", 0x30, 1, 0, 0x9D, 1, 0x2A, 0x00, 0x45, 0xD0, 0xC2);
        byte[] lossless = webp("VP8L", 0x2F, 0xFF, 0xC4, 0xB3, 0x00);
        byte[] extended = webp("VP8X", 0x10, 0, 0, 0, 0x2F, 0x75, 0, 0x2F, 0x75, 0);
        extended[16] = 10;

        assertThat(size(lossy)).isEqualTo(new PictureSize("webp", 1280, 720));
        assertThat(size(scaled)).isEqualTo(new PictureSize("webp", 1280, 720));
        assertThat(size(lossless)).isEqualTo(new PictureSize("webp", 0x4FF + 1, 719 + 1));
        assertThat(size(extended)).isEqualTo(new PictureSize("webp", 30_000, 30_000));
    }

    private static byte[] webp(String chunk, int... content) {
        byte[] head = bytes("RIFF\0\0\0\0WEBP" + chunk + "\0\0\0\0");
        byte[] all = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(Drawn.bytes(content), 0, all, head.length, content.length);
        return all;
    }

    @Test
    void aPictureThatIsCutBeforeItsSizeHasNone() {
        for (String format : List.of("png", "jpeg", "gif")) {
            byte[] picture = Drawn.picture(format, 300, 200);
            PictureSize whole = size(picture);
            for (int length = 0; length < picture.length; length++) {
                assertThat(size(Arrays.copyOf(picture, length))).isIn(null, whole);
            }
            assertThat(size(Arrays.copyOf(picture, 8))).isNull();
        }
    }

    /** Whatever is done to a picture: no decoder makes more of it than was measured. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif"})
    void noMutantIsLargerToADecoderThanItWasMeasured(String format) {
        Random random = new Random(13);
        byte[] picture = Drawn.picture(format, 120, 80);
        int measured = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = picture.clone();
            int changes = 1 + random.nextInt(3);
            for (int j = 0; j < changes; j++) {
                int at = random.nextInt(Math.min(mutant.length, 700));
                mutant[at] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : mutant[at] ^ (1 << random.nextInt(8)));
            }
            PictureSize size = size(mutant);
            if (size == null) {
                continue;
            }
            measured++;
            long pixels = size.width() * size.height();
            Drawn.pixels(mutant)
                    .ifPresent(seen ->
                            assertThat(pixels).as(Arrays.toString(mutant)).isGreaterThanOrEqualTo(seen));
        }
        assertThat(measured).isGreaterThan(1_000);
    }

    @Test
    void aFrameThatReachesBeyondTheScreenOfAGifCounts() {
        byte[] gif = Drawn.picture("gif", 64, 64);
        gif[6] = 1;
        gif[7] = 0;
        gif[8] = 1;
        gif[9] = 0;

        assertThat(size(gif)).isEqualTo(new PictureSize("gif", 64, 64));
    }

    @Test
    void noSizeIsNone() {
        byte[] png = Drawn.picture("png", 3, 3);
        for (int[] width : new int[][] {{0, 0, 0, 0}, {0x80, 0, 0, 1}, {0xFF, 0xFF, 0xFF, 0xFF}}) {
            System.arraycopy(Drawn.bytes(width), 0, png, 16, 4);
            assertThat(size(png)).isNull();
        }
        byte[] jpeg = Drawn.picture("jpeg", 3, 3);
        int frame = 0;
        while ((jpeg[frame] & 0xFF) != 0xFF || (jpeg[frame + 1] & 0xFF) != 0xC0) {
            frame++;
        }
        jpeg[frame + 5] = 0;
        jpeg[frame + 6] = 0;
        assertThat(size(jpeg)).isNull();
    }

    @Test
    void segmentsBeforeTheFrameOfAJpegAreSkippedByTheirLengthButNotWithoutEnd() {
        byte[] jpeg = Drawn.picture("jpeg", 30, 20);
        byte[] exif = new byte[65_535 + 2];
        exif[0] = (byte) 0xFF;
        exif[1] = (byte) 0xE1;
        exif[2] = (byte) 0xFF;
        exif[3] = (byte) 0xFF;
        // a thumbnail's own frame lies inside the segment
        System.arraycopy(jpeg, 0, exif, 100, Math.min(jpeg.length, 600));

        assertThat(size(with(jpeg, exif))).isEqualTo(new PictureSize("jpeg", 30, 20));
        assertThat(size(with(with(jpeg, exif), exif))).isNull();
    }

    private static byte[] with(byte[] jpeg, byte[] segment) {
        byte[] all = new byte[jpeg.length + segment.length];
        System.arraycopy(jpeg, 0, all, 0, 2);
        System.arraycopy(segment, 0, all, 2, segment.length);
        System.arraycopy(jpeg, 2, all, 2 + segment.length, jpeg.length - 2);
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "BM", "%PDF-1.7", "", "II*\0"})
    void whatIsNoPictureHasNone(String content) {
        assertThat(size(bytes(content + "x".repeat(200)))).isNull();
        assertThat(size(bytes(content))).isNull();
    }

    /** What was measured and published of how models count, none of it above. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 255",
        "256, 256, 1090",
        "512, 512, 1090",
        "768, 768, 1090",
        "1024, 1024, 1446",
        "1920, 1080, 2768",
        "1080, 1920, 2768",
        "2560, 1440, 4320",
        "3840, 2160, 9792",
        "4032, 3024, 14364",
        // the most patches of the small models, times 2.46
        "1536, 1024, 3779",
        // as many tiles of 512x512 as there can be
        "2048, 768, 1445",
        // 750 pixels a token
        "8000, 8000, 85334",
    })
    void tokensAreAboveWhatModelsCount(int width, int height, long billed) {
        ShownPicture picture = new ShownPicture(ShownPicture.Kind.MEASURED, "png", "", width, height);

        assertThat(picture.tokens()).isGreaterThanOrEqualTo(billed);
    }

    @Test
    void tokensOfTheLargestThinkableAreANumber() {
        ShownPicture picture =
                new ShownPicture(ShownPicture.Kind.MEASURED, "png", "", Integer.MAX_VALUE, Integer.MAX_VALUE);

        assertThat(picture.tokens()).isGreaterThan(1L << 50);
        assertThat(picture.pixels()).isGreaterThan(1L << 61);
    }
}
