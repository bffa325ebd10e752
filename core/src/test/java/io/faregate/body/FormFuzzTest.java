package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.faregate.ride.RideOverException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Any bytes as a form, of the dialect that the first says: it is the same form however it is split. */
class FormFuzzTest {
    private static final Caps CAPS = Caps.of(
            Map.of(Capped.FILES, Cap.of(2), Capped.FILE_BYTES, Cap.of(5_000), Capped.OUTPUT_TOKENS, Cap.of(20_000)));
    private static final String TYPE = "multipart/form-data; boundary=xYz";
    private static final List<Dialect> DIALECTS = List.of(
            form("multipart", "/"),
            form("openai-images", "/v1/images/edits"),
            form("openai-audio", "/v1/audio/transcriptions"));

    private static Dialect form(String dialect, String path) {
        return Dialects.named(dialect, AppFields.DEFAULT).orElseThrow().at(path);
    }

    @DictionaryEntries({
        "--xYz",
        "--xYz--",
        "Content-Disposition: form-data; name=\"",
        "; filename=\"",
        "Content-Type: image/png",
        "\"prompt\"",
        "\"n\"",
        "\\\"",
        "filename*=UTF-8''"
    })
    @FuzzTest(maxDuration = "10m")
    void aFormIsTheSameHoweverItIsSplit(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Dialect dialect = DIALECTS.get((input[0] & 0xff) % DIALECTS.size());
        byte[] form = Arrays.copyOfRange(input, 1, input.length);
        String whole = outcome(dialect, form, form.length);

        assertThat(outcome(dialect, form, 1)).isEqualTo(whole);
        assertThat(outcome(dialect, form, 40)).isEqualTo(whole);
    }

    /** What was read of it, or why it was refused. */
    private static String outcome(Dialect dialect, byte[] form, int most) {
        FormReader reader = dialect.form(CAPS, "mini", Origin.CLIENT, () -> {});
        FormScanner scanner = FormScanner.of(TYPE, reader);
        Random random = new Random(Arrays.hashCode(form));
        try {
            for (int at = 0; at < form.length; ) {
                int size = most == form.length ? most : Math.min(1 + random.nextInt(most), form.length - at);
                scanner.see(form, at, size);
                at += size;
            }
            scanner.end();
            FormShape shape = reader.shape(form);
            assertThat(shape.edit().bytes()).isSameAs(form);
            assertThat(shape.files().count()).isBetween(0L, 2L);
            assertThat(shape.files().bytes()).isBetween(0L, 10_000L);
            return shape.model() + " " + shape.textBytes() + " " + shape.promptChars() + " " + shape.files() + " "
                    + shape.choices() + " " + shape.stream();
        } catch (RideOverException over) {
            assertThat(over.getMessage()).doesNotContainPattern("\\p{Cntrl}");
            return over.reason() + " " + over.rule() + " " + over.getMessage();
        }
    }
}
