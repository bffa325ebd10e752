package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Prompt;
import io.faregate.cost.TokenEstimator.PromptSize;
import io.faregate.ride.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** What the tests of this package share: the dialects, and scans that must end one way. */
final class Bodies {
    static final Dialect CHAT = Dialects.named("openai-chat", AppFields.DEFAULT).orElseThrow();
    static final Dialect APP = Dialects.named("app", AppFields.DEFAULT).orElseThrow();

    /** A chat body's beginning, up to its one message. */
    static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    static final String GEMINI_PATH = "/v1beta/models/gemini-2.5-flash:streamGenerateContent";
    static final String BEDROCK_PATH = "/model/amazon.nova-micro-v1:0/converse-stream";

    private Bodies() {}

    static Dialect allowing(String dialect, String... names) {
        AppFields usual = AppFields.DEFAULT;
        AppFields fields = new AppFields(
                usual.message(),
                usual.maxOutputTokens(),
                usual.maxSteps(),
                usual.retrievalLimit(),
                usual.model(),
                Set.of(names));
        return Dialects.named(dialect, fields).orElseThrow();
    }

    static Scan scan(Dialect dialect, String json, Origin origin) {
        byte[] body = bytes(json);
        return dialect.scan(body, body.length, origin);
    }

    static RequestShape accepted(Dialect dialect, String json) {
        return accepted(scan(dialect, json, Origin.CLIENT));
    }

    static RequestShape accepted(Scan scan) {
        assertThat(scan).isInstanceOf(RequestShape.class);
        return (RequestShape) scan;
    }

    static BodyRejected rejected(Dialect dialect, String json) {
        return rejected(scan(dialect, json, Origin.CLIENT));
    }

    static BodyRejected rejected(Scan scan) {
        assertThat(scan).isInstanceOf(BodyRejected.class);
        return (BodyRejected) scan;
    }

    /** A refusal in a stream of events. */
    static String event(Dialect dialect, Refusal refusal) {
        return text(dialect.lastWords(refusal, "text/event-stream").orElseThrow());
    }

    static PromptSize size(Prompt prompt) {
        return new PromptSize(prompt.utf8Bytes(), prompt.messages(), prompt.tools());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static String edited(Edits edits) {
        return text(edits.bytes());
    }
}
