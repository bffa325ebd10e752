package io.faregate.policy;

import java.time.Duration;
import java.util.List;

/** The keys of {@code suspicion} and {@code alerts}. */
final class WatchKeys {
    private static final OneOf<String> WHO = OneOf.of("user", "ip");

    static final Key<String> THEN_MODEL =
            Key.of("model", Kinds.MODEL, "", "gpt-5-nano", "Every ride gets this model, unless its own is cheaper");
    static final Key<Integer> THEN_OUTPUT =
            Key.of("output", Kinds.PERCENT, "100%", "50%", "The share of the output cap that is left");
    static final Key<String> THEN_TOOLS = Key.of("tools", OneOf.of("off"), "", "off", "No tool may be called");
    static final Key<String> THEN_BLOCK =
            Key.of("block", OneOf.of("block"), "", "block", "Every ride is refused, and those that run are cancelled");
    static final Section THEN =
            Section.of("then", THEN_MODEL, THEN_OUTPUT, THEN_TOOLS).bare(THEN_BLOCK);
    static final Key<String> SUSPECT = Key.needed("per", WHO, "user", "Who is suspected");
    static final Key<Long> STRIKES = Key.needed("strikes", Kinds.COUNT, "20", "From how many strikes on");
    static final Key<Duration> WITHIN = Key.needed("within", Kinds.SECONDS, "10m", "Over which time they count");
    static final Key<Values> THEN_KEY = Key.needed("then", THEN, "block", "What happens then");
    static final Key<Duration> LASTS =
            Key.of("for", Kinds.SECONDS, "as long as they count", "1h", "How long it lasts, from the last strike on");
    static final Section SUSPICION = Section.of("suspicion", SUSPECT, STRIKES, WITHIN, THEN_KEY, LASTS);

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
