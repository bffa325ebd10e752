package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the query may say beside a body. */
class QueryFieldsTest {

    private static Optional<BodyRejected> unread(Dialect dialect, String query) {
        var request = RideRequest.of("POST", "/v1beta/models/m:generateContent?" + query, "{}")
                .build();
        return dialect.of(request).unread(request);
    }

    private static Dialect plain(String dialect) {
        return Dialects.named(dialect, AppFields.DEFAULT).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "gemini,alt=sse",
        "gemini,alt=json&prettyPrint=false",
        "gemini,%61lt=%73se",
        "openai-chat,api-version=2024-10-21",
        "openai-responses,api-version=preview",
        "openai-embeddings,api-version=2024-10-21-preview",
        "anthropic,beta=true",
        "mistral,''",
        "app,''"
    })
    void whatCostsNothingIsLetIn(String dialect, String query) {
        assertThat(unread(plain(dialect), query)).isEmpty();
        assertThat(plain(dialect).query(query)).isEqualTo(KeptQuery.whole(query));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gemini?key=AIza",
                "gemini?%6Bey=AIza",
                "gemini?alt=media",
                "gemini?alt=sse%00",
                "gemini?alt=SSE",
                "gemini?Alt=sse",
                "gemini?$alt=sse",
                "gemini?alt%20=sse",
                "gemini?alt+=sse",
                "gemini?alt[]=sse",
                "gemini?fields=candidates",
                "gemini?access_token=x",
                "gemini?quotaUser=x",
                "gemini?callback=x",
                "openai-chat?api-version=",
                "openai-chat?api-version=2024%2F..%2F",
                "openai-chat?api_version=2024-10-21",
                "openai-chat?model=dear",
                "openai-chat?stream=true",
                "openai-chat?alt=sse",
                "anthropic?beta=1",
                "anthropic?beta=true&model=x",
                "mistral?x",
                "cohere-v2?x=",
                "ollama?model=x",
                "bedrock-converse?x=1"
            })
    void whatIsUnknownOrHasAnotherValueIsRefused(String asked) {
        String[] parts = asked.split("\\?", 2);

        BodyRejected rejected = unread(plain(parts[0]), parts[1]).orElseThrow();

        assertThat(rejected.reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        assertThat(rejected.message()).doesNotContain("AIza", "dear");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alt=sse&alt=sse",
                "alt=json&%61lt=media",
                "alt=json;alt=media",
                "alt=json&",
                "&alt=json",
                "=x",
                "alt=%ss",
                "alt=%C0%AE",
                "alt=s\u0000se",
                "alt=\u017fse"
            })
    void whatOthersMayReadOtherwiseIsRefused(String query) {
        for (Unknown unknown : Unknown.values()) {
            Dialect dialect =
                    Dialects.named("gemini", AppFields.DEFAULT.unknown(unknown)).orElseThrow();

            assertThat(unread(dialect, query).orElseThrow().reason()).isEqualTo(Reason.MALFORMED);
        }
    }

    @Test
    void aRouteLetsInMoreAndTakesOutTheRestByChoice() {
        Dialect allowing = Dialects.named("openai-chat", AppFields.DEFAULT.query(Set.of("lang", "a b")))
                .orElseThrow();
        Dialect stripping = Dialects.named("gemini", AppFields.DEFAULT.unknown(Unknown.STRIP))
                .orElseThrow();

        assertThat(unread(allowing, "lang=%0A&a%20b&api-version=1")).isEmpty();
        assertThat(unread(allowing, "Lang=x").orElseThrow().message()).contains("it is written lang");
        assertThat(unread(stripping, "key=x&alt=sse&fields=y")).isEmpty();
        assertThat(stripping.query("key=x&alt=%73se&a%0Ab"))
                .isEqualTo(new KeptQuery("alt=%73se", List.of("?key", "?a?b")));
        assertThat(stripping.query("alt=%73se")).isEqualTo(KeptQuery.whole("alt=%73se"));
        assertThat(stripping.query(numbered(1_000)).stripped()).hasSize(8);
        assertThat(unread(stripping, "alt=media").orElseThrow().reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
    }

    private static String numbered(int many) {
        return IntStream.range(0, many).mapToObj(i -> "x" + i + "=1").collect(Collectors.joining("&"));
    }

    @Test
    void aFieldOfTheBodyCanNotBeLetInInTheQuery() {
        for (DialectExample example : DialectExamples.ALL) {
            String field = example.requests().root().names().keySet().iterator().next();
            for (String name : List.of(field, field.toUpperCase(Locale.ROOT))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> example.with(AppFields.DEFAULT.query(Set.of(name))))
                        .withMessageContaining(field);
            }
        }
    }

    @Test
    void namesAreShownWithoutWhatWouldPrintItself() {
        BodyRejected rejected =
                unread(plain("mistral"), "a%0D%0A%1B%5B31m%E2%80%A8=CANARY").orElseThrow();

        assertThat(rejected.message()).contains(" a???[31m? ").doesNotContain("CANARY");
        assertThat(rejected.param()).isEqualTo("a???[31m?");
    }
}
