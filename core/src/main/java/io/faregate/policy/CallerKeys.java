package io.faregate.policy;

import java.util.List;

/** The keys of {@code callers}. */
final class CallerKeys {
    static final Key<Source> USER = Key.of(
            "user",
            Kinds.USER,
            "principal",
            "session:userId",
            "Where the user id is. A header counts only from a trusted proxy; a class is a CallerResolver");
    static final Key<Source> PLAN = Key.of(
            "plan",
            Kinds.PLAN_SOURCE,
            "",
            "session:plan",
            "Where the plan's name is. `role` is the last written plan whose name is a role of the caller");
    static final Key<String> DEFAULT_PLAN = Key.of(
            "default-plan",
            Kinds.PLAN,
            "none: refused",
            "free",
            "The plan of a caller whose plan is missing or unknown");
    static final Key<List<AddressRange>> TRUSTED_PROXIES = Key.of(
            "trusted-proxies",
            ListOf.any(Kinds.RANGE),
            "[]",
            "[10.0.0.7, 2001:db8::/64]",
            "Proxies whose headers are believed");
    static final Key<Forwarding> FORWARDED = Key.of(
            "forwarded",
            OneOf.of(List.of(Forwarding.values()), Kinds::lower),
            "x-forwarded-for",
            "forwarded",
            "Which header of a trusted proxy has the client's address; no other is read");
    static final Key<UserIds> USER_IDS = Key.of(
            "user-ids",
            OneOf.either("normalised", UserIds.NORMALISED, "as-is", UserIds.AS_IS),
            "normalised",
            "as-is",
            "`normalised`: trimmed, NFKC, lower case, so that `Alice` and `alice ` are one user");

    static final Section SECTION =
            Section.of("callers", USER, PLAN, DEFAULT_PLAN, TRUSTED_PROXIES, FORWARDED, USER_IDS);

    private CallerKeys() {}
}
