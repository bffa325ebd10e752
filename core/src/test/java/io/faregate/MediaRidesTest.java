package io.faregate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.budget.Measure;
import io.faregate.cost.CostTable;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rides and provider calls that make pictures and sound. */
@Timeout(30)
final class MediaRidesTest {
    private static final String PICTURE =
            "{\"model\":\"mini\",\"prompt\":\"a fare gate\",\"quality\":\"low\",\"size\":\"1024x1024\"}";
    private static final String TWO = PICTURE.replace("{", "{\"n\":2,");
    private static final String URLS = "{\"data\":[{\"url\":\"u\"},{\"url\":\"u\"}]}";
    private static final String SPEECH = "{\"model\":\"mini\",\"input\":\"Mind the gap.\",\"voice\":\"coral\"}";

    /** The beginnings of a picture of 100 times 40 pixels, and of one of 30,000 times 30,000. */
    private static final String PNG = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAGQAAAAoCAIAAAAAAAAA";

    private static final String BOMB = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAdTAAAHUwCAIAAAAAAAAA";

    private final TestGate gate = new TestGate();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void asManyPicturesAreHeldAsTheCapLetsThrough() {
        gate.dialect("openai-images").cap(Capped.CHOICES, 3, 1);

        Decision.Admitted many = gate.admit(PICTURE.replace("{", "{\"n\":9223372036854775807,"));

        assertThat(many.ride().body())
                .hasValueSatisfying(body -> assertThat(new String(body, UTF_8)).contains("\"n\":3,"));
        many.inference().close();
        UsageRecord record = gate.lastRecord(1);
        assertThat(record.usage().get(Unit.GENERATED_IMAGES)).isEqualTo(3);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(3 * 272);
        assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
    }

    @Test
    void aPictureThatIsFinerOrLargerThanTheRouteLetsInIsRefused() {
        gate.dialect("openai-images").cap(Capped.OUTPUT_TOKENS, 1_800, 1_800);

        gate.admit(PICTURE);
        gate.admit(PICTURE.replace("low", "medium"));
        for (String dear : new String[] {
            PICTURE.replace("low", "high"),
            PICTURE.replace("low", "auto"),
            PICTURE.replace("low", "medium").replace("1024x1024", "1536x1024"),
            PICTURE.replace("1024x1024", "8192x8192"),
            "{\"model\":\"mini\",\"prompt\":\"no size, no quality\"}",
            PICTURE.replace("{", "{\"partial_images\":99,"),
        }) {
            Decision.Refused refused = gate.refuse(dear);
            assertThat(refused.refusal().reason()).as(dear).isEqualTo(Reason.CONTENT_TOO_LARGE);
            assertThat(refused.refusal().rule()).isEqualTo("routes[0].caps.output-tokens");
        }
    }

    @Test
    void aLimitOfPicturesCountsThemThoughTheyAreBilledByTheToken() throws Exception {
        gate.dialect("openai-images")
                .cap(Capped.CHOICES, 4, 1)
                .perDay(Measure.of("generated-images").orElseThrow(), 3);
        String usage = "{\"data\":[{\"b64_json\":\"A\"},{\"b64_json\":\"B\"}],"
                + "\"usage\":{\"input_tokens\":7,\"output_tokens\":544,\"total_tokens\":551}}";

        UsageRecord record = called(TWO, "/v1/images/generations", TWO, usage);

        assertThat(record.usage())
                .isEqualTo(Usage.of(7, 544).with(Unit.GENERATED_IMAGES, 2).with(Unit.REQUESTS, 1));
        assertThat(record.costs().settled()).isEqualTo(new Money(7 * 250 + 544 * 2_000));
        assertThat(gate.refuse(TWO).refusal().reason()).isEqualTo(Reason.QUOTA_SPENT);
        gate.admit(PICTURE);
    }

    @Test
    void picturesThatNobodyReportsAreCountedAndOfAModelWithoutTheirPriceChargedAsHeld() throws Exception {
        gate.dialect("openai-images").cap(Capped.CHOICES, 4, 1);

        UsageRecord record = called(TWO, "/v1/images/generations", TWO, URLS);

        assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(2 * 272);
        assertThat(record.usage().get(Unit.GENERATED_IMAGES)).isEqualTo(2);
    }

    @Test
    void aModelThatIsBilledByThePictureHoldsAndCostsPictures() throws Exception {
        gate.costs(CostTable.builder()
                        .model("mini", rates -> rates.each(Unit.GENERATED_IMAGES, "0.04"))
                        .build())
                .dialect("openai-images")
                .cap(Capped.CHOICES, 4, 1);

        UsageRecord record = called(TWO.replace(":2", ":3"), "/v1/images/generations", TWO.replace(":2", ":3"), URLS);

        assertThat(record.costs().held()).isEqualTo(Money.of("0.12"));
        assertThat(record.costs().settled()).isEqualTo(Money.of("0.08"));
        assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
    }

    @Test
    void aModelWithoutAPriceForWhatIsMadeIsRefused() {
        gate.costs(CostTable.builder().model("mini", rates -> rates.input("1")).build());

        gate.dialect("openai-images");

        assertThat(gate.refuse(PICTURE).refusal().reason()).isEqualTo(Reason.MODEL_NOT_PRICED);
    }

    @Test
    void speechThatNobodyReportsCostsWhatWasHeldAndNeverNothing() throws Exception {
        gate.costs(CostTable.builder()
                        .model("mini", rates -> rates.each(Unit.SPOKEN_CHARACTERS, "0.000015"))
                        .build())
                .dialect("openai-audio");

        UsageRecord record = called(SPEECH, "/v1/audio/speech", SPEECH, "{}");

        assertThat(record.costs().settled()).isEqualTo(Money.of("0.000195"));
        assertThat(record.usage().get(Unit.SPOKEN_CHARACTERS)).isEqualTo("Mind the gap.".length());
        assertThat(record.usage().get(Unit.GENERATED_AUDIO_SECONDS)).isEqualTo(4);
        assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
    }

    @Test
    void aRideOfPicturesWithoutACallIsChargedItsPictures() {
        gate.dialect("openai-images")
                .cap(Capped.CHOICES, 4, 1)
                .perDay(Measure.of("generated-images").orElseThrow(), 2);

        gate.admit(TWO).inference().close();

        assertThat(gate.lastRecord(1).usage().get(Unit.GENERATED_IMAGES)).isEqualTo(2);
        assertThat(gate.refuse(PICTURE).refusal().reason()).isEqualTo(Reason.QUOTA_SPENT);
    }

    @Test
    void aFormOfTheApplicationIsHeldByItsFieldsAndSettledByTheReply() throws Exception {
        gate.cap(Capped.OUTPUT_TOKENS, 900, 900).cap(Capped.CHOICES, 3, 1).perDay(Measure.COST, 1_000_000_000);
        String form = field("model", "large") + field("n", "3") + file("PNG");
        String usage = "{\"data\":[{},{},{}],\"usage\":{\"input_tokens\":300,\"output_tokens\":816}}";

        UsageRecord record = called("{\"message\":\"hello\"}", "/v1/images/edits", form, usage);

        assertThat(record.costs().held().nanos()).isGreaterThan(3 * 10_752 * 10_000L);
        assertThat(record.costs().settled()).isEqualTo(new Money(300 * 1_250 + 816 * 10_000));
        assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
    }

    @Test
    void aFormOfTheApplicationThatAsksForMoreThanTheCapIsNotSent() throws Exception {
        gate.cap(Capped.CHOICES, 2, 1);
        String form = field("model", "large") + field("n", "3") + file("PNG");
        try (FakeProvider provider = FakeProvider.json(200, URLS)) {
            Inference ride = gate.admit("{\"message\":\"hello\"}").inference();

            assertThatThrownBy(
                            () -> ride.call(client, provider.post("/v1/images/edits", form), BodyHandlers.ofString()))
                    .isInstanceOfSatisfying(
                            RideOverException.class,
                            over -> assertThat(over.rule()).isEqualTo("caps.choices"));
            assertThat(provider.bodies()).isEmpty();
        }
    }

    /** 300,000 bytes are at most 300 seconds, and these 9,600 tokens. */
    private static String heard() {
        return "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":"
                + "{\"data\":\"" + "A".repeat(400_000) + "\",\"format\":\"mp3\"}}]}]}";
    }

    @Test
    void soundInACallOfTheApplicationIsHeldAndSettledAtThePriceOfSound() throws Exception {
        gate.costs(CostTable.builder()
                        .model("mini", rates -> rates.input("1").output("2").audioInput("40"))
                        .build())
                .perDay(Measure.COST, 1_000_000_000);
        String usage = "{\"usage\":{\"prompt_tokens\":3010,\"completion_tokens\":5,"
                + "\"prompt_tokens_details\":{\"audio_tokens\":3000}}}";

        UsageRecord record = called("{\"message\":\"hello\"}", "/v1/chat/completions", heard(), usage);

        assertThat(record.costs().held()).isBetween(Money.of("0.384"), Money.of("0.388"));
        assertThat(record.costs().settled()).isEqualTo(Money.of("0.12002"));
        assertThat(record.usage().get(Unit.AUDIO_INPUT_TOKENS)).isEqualTo(3_000);
    }

    @Test
    void soundIsNotSentToAModelWithoutAPriceForIt() throws Exception {
        gate.costs(CostTable.builder()
                .model("mini", rates -> rates.input("1").output("2"))
                .build());
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            Inference ride = gate.admit("{\"message\":\"hello\"}").inference();

            assertThatThrownBy(() ->
                            ride.call(client, provider.post("/v1/chat/completions", heard()), BodyHandlers.ofString()))
                    .isInstanceOfSatisfying(
                            RideOverException.class,
                            over -> assertThat(over.reason()).isEqualTo(Reason.MODEL_NOT_PRICED));
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void aTranscriptIsSettledBySecondsOrTokensAsTheReplySays() throws Exception {
        gate.costs(CostTable.builder()
                .model("mini", rates -> rates.input("1").output("2").each(Unit.AUDIO_INPUT_SECONDS, "0.0001"))
                .build());
        String form = field("model", "mini") + file("x".repeat(30_000));

        UsageRecord record = called(
                "{\"message\":\"hello\",\"model\":\"mini\"}",
                "/v1/audio/transcriptions",
                form,
                "{\"text\":\"hi\",\"usage\":{\"type\":\"duration\",\"seconds\":2.1}}");

        assertThat(record.costs().settled()).isEqualTo(Money.of("0.0003"));
        assertThat(record.usage().get(Unit.AUDIO_INPUT_SECONDS)).isEqualTo(3);
    }

    @Test
    void picturesBeyondTheirCapsAreRefusedAndBase64IsNoPrompt() {
        gate.dialect("openai-chat")
                .cap(Capped.IMAGES, 2, 2)
                .cap(Capped.IMAGE_PIXELS, 5_000, 5_000)
                .cap(Capped.PROMPT_CHARS, 10, 10);

        Decision.Admitted shown = gate.admit(showing(PNG, PNG));

        assertThat(shown.ride().body())
                .hasValueSatisfying(body -> assertThat(new String(body, UTF_8)).contains(PNG));
        shown.inference().close();
        assertThat(gate.lastRecord(1).usage().get(Unit.INPUT_TOKENS)).isBetween(2 * 1_134L, 2 * 1_134L + 160);
        assertThat(tooMuch(showing(PNG, PNG, PNG))).isEqualTo("routes[0].caps.images");
        assertThat(tooMuch(showing(BOMB))).isEqualTo("routes[0].caps.image-pixels");
        assertThat(gate.refuse(showing("https://example.org/p.png")).refusal().reason())
                .isEqualTo(Reason.FIELD_NOT_ALLOWED);
    }

    @Test
    void addressesOfPicturesAreHeldAtAFlatSizeAndCounted() {
        gate.dialect("openai-chat").cap(Capped.IMAGES, 4, 4).cap(Capped.IMAGE_URLS, 1, 1);

        gate.admit(showing("https://example.org/p.png")).inference().close();

        assertThat(gate.lastRecord(1).usage().get(Unit.INPUT_TOKENS)).isBetween(15_000L, 15_160L);
        assertThat(tooMuch(showing("https://example.org/1", "https://example.org/2")))
                .isEqualTo("routes[0].caps.image-urls");
    }

    private String tooMuch(String body) {
        Decision.Refused refused = gate.refuse(body);
        assertThat(refused.refusal().reason()).isEqualTo(Reason.CONTENT_TOO_LARGE);
        return refused.refusal().rule();
    }

    private static String showing(String... urls) {
        StringBuilder parts = new StringBuilder();
        for (String url : urls) {
            parts.append(parts.isEmpty() ? "" : ",")
                    .append("{\"type\":\"image_url\",\"image_url\":{\"url\":\"")
                    .append(url)
                    .append("\"}}");
        }
        return "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":[" + parts + "]}]}";
    }

    private static String field(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String content) {
        return "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n" + content
                + "\r\n--b--\r\n";
    }

    private UsageRecord called(String asked, String path, String body, String reply) throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, reply)) {
            Inference ride = gate.admit(asked).inference();

            assertThat(ride.call(client, provider.post(path, body), BodyHandlers.ofString())
                            .body())
                    .isEqualTo(reply);
            ride.close();
            return gate.lastRecord(1);
        }
    }
}
