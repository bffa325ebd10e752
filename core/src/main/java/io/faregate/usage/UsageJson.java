package io.faregate.usage;

import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.usage.UsageRecord.Costs;
import io.faregate.usage.UsageRecord.Outcome;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** A record as one line of JSON: control characters, separators and all beyond ASCII are escaped. */
final class UsageJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final int LONGEST = 256;

    private UsageJson() {}

    static String line(UsageRecord record) {
        StringWriter line = new StringWriter(640);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            json.writeNumberProperty("schema", UsageRecord.SCHEMA);
            json.writeStringProperty("time", record.time().toString());
            json.writeStringProperty("rideId", record.rideId());
            text(json, "userId", record.user());
            text(json, "plan", record.plan());
            text(json, "ip", record.network());
            text(json, "route", record.route());
            text(json, "modelAsked", record.model().asked());
            text(json, "modelGiven", record.model().given());
            text(json, "modelWhy", record.model().why());
            counts(json, record.usage());
            costs(json, record.costs());
            outcome(json, record.outcome());
            json.writeEndObject();
        }
        return line.toString();
    }

    private static void counts(JsonGenerator json, Usage usage) {
        json.writeNumberProperty("inputTokens", usage.promptTokens());
        json.writeNumberProperty("cachedTokens", usage.get(Unit.CACHE_READ_TOKENS));
        json.writeNumberProperty("outputTokens", usage.get(Unit.OUTPUT_TOKENS) + usage.get(Unit.AUDIO_OUTPUT_TOKENS));
        json.writeNumberProperty("reasoningTokens", usage.reasoningTokens());
        json.writeNumberProperty("toolCalls", usage.get(Unit.TOOL_CALLS));
        json.writeNumberProperty("steps", usage.get(Unit.STEPS));
        json.writeNumberProperty("retrievedDocs", usage.get(Unit.RETRIEVED_DOCUMENTS));
        json.writeNumberProperty("files", usage.get(Unit.FILES));
    }

    private static void costs(JsonGenerator json, Costs costs) {
        json.writeNumberProperty(
                "estimatedCostCents", costs.estimated().toDecimal().movePointRight(2));
        money(json, "heldCost", costs.held());
        money(json, "settledCost", costs.settled());
        json.writeStringProperty("usageSource", costs.source().key());
        text(json, "priceTable", costs.priceTable());
    }

    private static void outcome(JsonGenerator json, Outcome outcome) {
        json.writeNumberProperty("latencyMs", outcome.latency().toMillis());
        json.writeStringProperty("status", outcome.status());
        json.writeNumberProperty("httpStatus", outcome.httpStatus());
        text(json, "rule", outcome.rule());
        text(json, "reason", outcome.reason());
    }

    private static void money(JsonGenerator json, String name, Money money) {
        json.writeNumberProperty(name, money.toDecimal());
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value.length() <= LONGEST ? value : value.substring(0, LONGEST));
        }
    }
}
