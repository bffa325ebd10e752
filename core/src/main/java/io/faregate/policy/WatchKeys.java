package io.faregate.policy;

import java.time.Duration;
import java.util.List;

/** The keys of {@code suspicion} and {@code alerts}. */
final class WatchKeys {
    private static final OneOf<String> WHO = OneOf.of("user", "ip");

    static final Key<String> THEN_MODEL = Key.of("model", Kinds.MODEL, "", "gpt-5-nano", "Every ride gets this model");
    static final Section THEN = Section.of(
                    "then",
                    THEN_MODEL,
                    Key.of("output", Kinds.PERCENT, "100%", "50%", "The share of the output cap that is left"),
                    Key.of("tools", OneOf.of("off"), "", "off", "No tool may be called"))
            .bare(Key.of("block", OneOf.of("block"), "", "block", "Every ride is refused"));
    static final Key<Values> THEN_KEY = Key.needed("then", THEN, "block", "What happens then");
    static final Section SUSPICION = Section.of(
            "suspicion",
            Key.needed("per", WHO, "user", "Who is suspected"),
            Key.needed("strikes", Kinds.COUNT, "20", "From how many strikes on"),
            Key.<Duration>needed("within", Kinds.SECONDS, "10m", "Over which time they count"),
            THEN_KEY,
            Key.<Duration>of("for", Kinds.SECONDS, "as long as they count", "1h", "How long it lasts"));

    private static final OneOf<String> PER = OneOf.of("user", "ip", "plan", "route", "model", "none");
    static final Section ALERT = Section.of(
                    "alert",
                    Key.of(
                            "spend",
                            Section.of(
                                    "spend",
                                    Key.of("per", PER, "none", "user", "Whose spend is looked at"),
                                    Key.needed("of-budget", Kinds.PERCENT, "80%", "The share of a cost limit")),
                            "",
                            "{per: user, of-budget: 80%}",
                            "Says when a budget is nearly spent"),
                    Key.of(
                            "spike",
                            Section.of(
                                    "spike",
                                    Key.of("per", PER, "none", "route", "Whose spend is looked at"),
                                    Key.needed("times", Kinds.COUNT, "5", "How many times the usual spend"),
                                    Key.<Duration>needed("within", Kinds.SECONDS, "1h", "Over which time")),
                            "",
                            "{per: route, times: 5, within: 1h}",
                            "Says when spend is far above the usual"))
            .where(new Relation.ExactlyOne(List.of("spend", "spike")));

    private WatchKeys() {}
}
