package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Prompt;
import io.faregate.cost.TokenEstimator;
import io.faregate.ride.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures in the bodies of clients, dialect by dialect. */
class ShownPicturesTest {
    private static final Caps PICTURES = Caps.of(Map.of(Capped.IMAGES, Cap.of(2)));
    private static final Caps ADDRESSES = Caps.of(Map.of(Capped.IMAGES, Cap.of(2), Capped.IMAGE_URLS, Cap.of(2)));
    private static final byte[] PNG = Drawn.picture("png", 100, 40);
    private static final String BASE64 = Drawn.base64(PNG);

    /** 1,120 and seven quarters of four times two patches. */
    private static final long TOKENS = 1_134;

    private static final String CHAT =
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"what\"},"
                    + "{\"type\":\"image_url\",\"image_url\":%s}]}]}";

    private static Scan scan(String dialect, String json, Caps caps) {
        byte[] body = bytes(json);
        return Dialects.named(dialect, AppFields.DEFAULT)
                .orElseThrow()
                .at(dialect.equals("gemini") ? "/models/m:generateContent" : "/model/m/converse")
                .scan(body, body.length, Origin.CLIENT, caps);
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai-chat      | {'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'U','detail':'high'}}]}]}",
                "mistral          | {'messages':[{'role':'user','content':[{'type':'image_url','image_url':'U'}]}]}",
                "mistral          | {'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'U'}}]}]}",
                "cohere-v2        | {'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'U'}}]}]}",
                "openai-responses | {'input':[{'role':'user','content':[{'type':'input_image','image_url':'U','detail':'low'}]}]}",
                "openai-responses | {'input':[{'type':'function_call_output','output':[{'type':'input_image','image_url':'U'}]}]}",
                "anthropic        | {'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'B'}}]}]}",
                "anthropic        | {'messages':[{'role':'user','content':[{'type':'image','source':{'data':'B','media_type':'image/png','type':'base64'}}]}]}",
                "anthropic        | {'messages':[{'role':'user','content':[{'type':'tool_result','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'B'}}]}]}]}",
                "gemini           | {'contents':[{'parts':[{'inlineData':{'mimeType':'image/png','data':'B'}}]}]}",
                "gemini           | {'contents':[{'parts':[{'inline_data':{'data':'B','mime_type':'image/png'}}]}]}",
                "bedrock-converse | {'messages':[{'role':'user','content':[{'image':{'format':'png','source':{'bytes':'B'}}}]}]}",
                "ollama           | {'messages':[{'role':'user','content':'','images':['B']}]}",
                "ollama           | {'prompt':'','images':['B']}",
            })
    void aPictureOfAClientIsMeasuredAndItsBytesAreNoText(String dialect, String example) {
        String body = example.replace("'", "\"").replace("\"U\"", quoted("data:image/png;base64," + BASE64));
        String body1 = body.replace("\"B\"", quoted(BASE64));
        RequestShape shape = accepted(scan(dialect, body1, PICTURES));

        assertThat(shape.pictures()).isEqualTo(new Pictures(1, 0, 4_000));
        assertThat(shape.promptChars()).isZero();
        assertThat(shape.prompt().utf8Bytes()).isBetween(TOKENS, TOKENS + 80);
        shape.prompt().pieces(64).forEachRemaining(piece -> assertThat(BASE64).doesNotContain(piece));
        assertThat(shape.edit().bytes()).isEqualTo(bytes(body1));
        assertThat(rejected(scan(dialect, body1, Caps.NONE)).reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        String bomb = body1.replace(BASE64, Drawn.base64(bomb()));
        assertThat(accepted(scan(dialect, bomb, PICTURES)).pictures().mostPixels())
                .isEqualTo(900_000_000L);
    }

    /** A few bytes that say they are 30,000 times 30,000 pixels. */
    private static byte[] bomb() {
        byte[] png = PNG.clone();
        System.arraycopy(Drawn.bytes(0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30), 0, png, 16, 8);
        return png;
    }

    @Test
    void escapesInAPictureAreReadAsTheyAreMeant() {
        String url = "data:image/png;base64," + BASE64;
        String escaped = url.replace("/", "\\/").replace("iV", "\\u0069V").replace("data", "\\u0064ata");

        assertThat(accepted(scan("openai-chat", CHAT.formatted("{\"url\":\"" + escaped + "\"}"), PICTURES))
                        .pictures())
                .isEqualTo(new Pictures(1, 0, 4_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "data:",
                "data:image/png;base64,",
                "data:image/png;base64,AAAA",
                "data:image/png,B",
                "data:image/png;utf8,<svg/>",
                "data:image/png;charset=utf-8;base64,B",
                "data:image/png;base64;base64,B",
                "data:IMAGE/PNG;base64,B",
                "DATA:image/png;base64,B",
                " data:image/png;base64,B",
                "data:image/png;base64, B",
                "data:image/png;base64,\\nB",
                "data:image/png;base64,%69%56",
                "data:image/jpeg;base64,B",
                "data:image/gif;base64,B",
                "data:image/svg+xml;base64,B",
                "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=",
                "data:text/plain;base64,B",
                "data:application/pdf;base64,B",
                "data:image/png;base64,JVBERi0xLjcKJcfs",
                "file:///etc/passwd",
                "gs://bucket/picture.png",
                "ftp://example.org/p.png",
                "//example.org/p.png",
                "javascript:alert(1)",
            })
    void whatIsNoPictureOfItsOwnKindIsRefused(String url) {
        String data = "{\"url\":\"" + url.replace(",B", "," + BASE64) + "\"}";
        BodyRejected rejected = rejected(scan("openai-chat", CHAT.formatted(data), ADDRESSES));

        assertThat(rejected.reason()).isEqualTo(Reason.INVALID_VALUE);
        assertThat(rejected.param()).startsWith("/messages/0/content/1/image_url");
        assertThat(rejected.message()).doesNotContain("iVBOR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "true",
                "1",
                "{\"detail\":\"low\"}",
                "{\"url\":null}",
                "{\"url\":1}",
                "{\"url\":{\"url\":\"x\"}}",
                "{\"url\":\"U\",\"detail\":\"original\"}",
                "{\"url\":\"U\",\"detail\":\"ultra\"}",
                "{\"url\":\"U\",\"file_id\":\"f\"}",
                "{\"URL\":\"U\"}",
                "{\"url\":\"U\",\"url\":\"U\"}",
            })
    void anObjectThatIsNoPictureIsRefused(String value) {
        String json = CHAT.formatted(value.replace("U", "data:image/png;base64," + BASE64));

        rejected(scan("openai-chat", json, ADDRESSES));
    }

    @Test
    void aSourceOfAnotherKindThanItsMediaTypeIsRefused() {
        String block = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{%s}}]}]}";
        String data = "\"data\":\"" + BASE64 + "\"";
        for (String source : List.of(
                "\"type\":\"base64\",\"media_type\":\"image/jpeg\"," + data,
                data + ",\"type\":\"base64\",\"media_type\":\"image/svg+xml\"",
                "\"type\":\"base64\",\"media_type\":\"application/pdf\"," + data,
                "\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"hello\"",
                "\"type\":\"base64\",\"media_type\":\"image/png\"",
                "\"type\":\"base64\",\"media_type\":\"image/png\"," + data + ",\"url\":\"https://example.org\"",
                "\"type\":\"file\",\"file_id\":\"f\"")) {
            rejected(scan("anthropic", block.formatted(source), ADDRESSES));
        }
        accepted(scan("anthropic", block.formatted("\"type\":\"base64\"," + data), PICTURES));
    }

    @Test
    void anAddressIsRefusedUnlessTheRouteTakesItAndThenCountsAFlatSize() {
        for (String url : List.of("https://example.org/p.png", "HTTP://example.org/p.png", "https:\\/\\/example.org")) {
            String json = CHAT.formatted("{\"url\":\"" + url + "\"}");
            RequestShape shape = accepted(scan("openai-chat", json, ADDRESSES));

            assertThat(rejected(scan("openai-chat", json, PICTURES)).reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
            assertThat(shape.pictures()).isEqualTo(new Pictures(1, 1, 0));
            assertThat(shape.prompt().utf8Bytes()).isBetween(15_000L, 15_100L);
            assertThat(shape.promptChars()).isEqualTo(4);
        }
    }

    @Test
    void anApplicationsPictureIsMeasuredTooAndWhatIsNoneCountsAFlatSize() {
        Dialect chat = Bodies.CHAT;
        byte[] measured = bytes(CHAT.formatted(quoted("data:image/png;base64," + BASE64)));
        byte[] other = bytes(CHAT.formatted(quoted("data:image/png;base64," + "A".repeat(90_000))));

        assertThat(accepted(chat.scan(measured, measured.length, Origin.APPLICATION))
                        .prompt()
                        .utf8Bytes())
                .isBetween(TOKENS, TOKENS + 80);
        assertThat(accepted(chat.scan(other, other.length, Origin.APPLICATION))
                        .prompt()
                        .utf8Bytes())
                .isBetween(15_000L, 15_080L);
    }

    /** OpenAI's guide to vision: 2,833 tokens, and 5,667 for each of the eight tiles that a picture has at most. */
    @Test
    void gpt4oMiniHoldsWhatItMakesOfEachPicture() {
        String picture = "{\"url\":\"data:image/png;base64," + BASE64 + "\"}";
        Prompt shown =
                accepted(scan("openai-chat", CHAT.formatted(picture), PICTURES)).prompt();
        byte[] byId = bytes(CHAT.formatted("{\"file_id\":\"f\"}"));
        Prompt named = accepted(Bodies.CHAT.scan(byId, byId.length, Origin.APPLICATION))
                .prompt();
        TokenEstimator estimator = TokenEstimator.utf8Bytes();

        for (String model : List.of("gpt-4o-mini", "openai/gpt-4o-mini-2024-07-18")) {
            for (Prompt prompt : List.of(shown, named)) {
                assertThat(estimator.promptTokens(model, prompt) - estimator.promptTokens("gpt-4o", prompt))
                        .isEqualTo(2_833 + 8 * 5_667);
            }
        }
    }

    @Test
    void filesAndIdsStayOutsideWherePicturesAreLetIn() {
        String message = "{\"messages\":[{\"role\":\"user\",\"content\":[%s]}]}";
        String input = "{\"input\":[{\"role\":\"user\",\"content\":[%s]}]}";
        String data = "\"data:image/png;base64," + BASE64 + "\"";

        for (String part : List.of(
                "{\"file\":{\"file_data\":" + data + "}}",
                "{\"input_audio\":{\"data\":" + data + ",\"format\":\"wav\"}}",
                "{\"type\":\"file\"}")) {
            rejected(scan("openai-chat", message.formatted(part), ADDRESSES));
        }
        for (String part : List.of(
                "{\"type\":\"input_image\",\"file_id\":\"f\"}",
                "{\"type\":\"input_file\",\"file_data\":" + data + "}",
                "{\"file_url\":\"https://example.org/p.png\"}",
                "{\"file_data\":" + data + "}")) {
            rejected(scan("openai-responses", input.formatted(part), ADDRESSES));
        }
        rejected(
                scan("gemini", "{\"contents\":[{\"parts\":[{\"fileData\":{\"fileUri\":\"https://e\"}}]}]}", ADDRESSES));
        rejected(
                scan("bedrock-converse", message.formatted("{\"image\":{\"source\":{\"s3Location\":{}}}}"), ADDRESSES));
    }

    @Test
    void severalPicturesAreAdded() {
        String one = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + BASE64 + "\"}}";
        String json = "{\"messages\":[{\"role\":\"user\",\"content\":[" + one + "," + one + "," + one + "]}]}";
        RequestShape shape = accepted(scan("openai-chat", json, PICTURES));

        assertThat(shape.pictures().count()).isEqualTo(3);
        assertThat(shape.prompt().utf8Bytes()).isGreaterThanOrEqualTo(3 * TOKENS);
    }
}
