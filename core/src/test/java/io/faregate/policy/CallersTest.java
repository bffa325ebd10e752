package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.faregate.ride.Caller;
import io.faregate.ride.CallerResolver;
import io.faregate.ride.RequestHead;
import java.security.Principal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallersTest {
    private static final List<String> PLANS = List.of("free", "pro", "staff");

    private final CallerResolver principal = new Callers().build(PLANS, "");

    @Test
    void thePrincipalIsTheUserUnlessTold() {
        Caller caller = principal.resolve(TestHead.from("192.0.2.1").principal("Alice"));

        assertThat(caller).isEqualTo(new Caller("alice", "Alice", null, "192.0.2.1", Map.of()));
        assertThat(principal.resolve(TestHead.from("192.0.2.1")))
                .isEqualTo(new Caller(null, null, null, "192.0.2.1", Map.of()));
    }

    @Test
    void oneUserIsOneUserHoweverTheNameIsSpelled() {
        Set<String> ids = new HashSet<>();
        for (String name : List.of(
                "zoë@example.com",
                "ZOË@EXAMPLE.COM",
                " zoë@example.com ",
                "zoe\u0308@example.com",
                "\uff5aoë@example.com",
                "\u00a0zoë@example.com",
                "zoë@example.com\u3000")) {
            ids.add(id(name));
        }

        assertThat(ids).containsExactly("zoë@example.com");
    }

    @Test
    void namesThatPeopleWriteAreSpelledAsThoseThatAsk() {
        assertThat(principal.spelled(new Caller(" ALICE", "x", "free", "", Map.of())))
                .isEqualTo(new Caller("alice", "x", "free", "", Map.of()));
        for (String network : List.of("2001:DB8:0:0:1::9", "2001:db8::/64", "[2001:db8::1]:443")) {
            assertThat(spelled(network)).isEqualTo("2001:db8::/64");
        }
        assertThat(spelled("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(spelled("unknown")).isEqualTo("unknown");
        assertThat(spelled("64:ff9b::192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(spelled("64:ff9b::/64")).isEqualTo("64:ff9b::/64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spelled("10.0.0.0/8"))
                .withMessageContaining("an IPv4 address, or an IPv6 address or network of 64 bits");
    }

    private String spelled(String network) {
        return principal
                .spelled(new Caller(null, null, null, network, Map.of()))
                .network();
    }

    @Test
    void otherUsersStayOthers() {
        List<String> names = List.of(
                "admin",
                "аdmin",
                "admın",
                "ad\u200bmin",
                "adm in",
                "anonymous",
                "null",
                "192.0.2.1",
                "a:b",
                "a|b",
                "a",
                "İ",
                "i",
                "ß",
                "ss",
                "sha256:");

        assertThat(names.stream().map(this::id)).doesNotHaveDuplicates().doesNotContainNull();
    }

    @Test
    void anIdIsTheSameWhenItIsNormalisedAgain() {
        for (String name : List.of("İstanbul", "ﬁ", "K", "ΑΣ", "\u212b", "ẞ", "\u01c5", "\u1e9b\u0323", " \ufeffx")) {
            assertThat(id(id(name))).as(name).isEqualTo(id(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u00a0", "\u3000\t", "\n"})
    void aBlankNameIsNobody(String name) {
        assertThat(id(name)).isNull();
        assertThat(principal.resolve(TestHead.from("192.0.2.1").principal(name)).principal())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice\u0000",
                "al\u0000ice",
                "alice\nadmin",
                "alice\r",
                "\u001b[2J",
                "a\u0085b",
                "a\u2028b",
                "a\ud800"
            })
    void aNameWithControlCharactersIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> id(name)).withMessageNotContaining(name);
    }

    @Test
    void aLongNameIsHashedAndAnEndlessOneRefused() {
        String longName = "a".repeat(129);

        assertThat(id("a".repeat(128))).isEqualTo("a".repeat(128));
        assertThat(id(longName)).startsWith("sha256:").hasSize(71).isEqualTo(id(longName.toUpperCase(Locale.ROOT)));
        assertThat(id("a".repeat(130))).isNotEqualTo(id(longName));
        assertThat(id(id(longName))).as("who is called so is somebody else").isNotEqualTo(id(longName));
        assertThatIllegalArgumentException().isThrownBy(() -> id("a".repeat(1_025)));
        // what one character may grow to
        assertThat(id("\ufdfa".repeat(1_000))).hasSize(71);
    }

    @Test
    void namesAsTheyAreStayAsTheyAre() {
        CallerResolver asIs = new Callers().userIdsAsIs().build(PLANS, "");

        assertThat(asIs.resolve(TestHead.from("::1").principal(" Alice ")).userId())
                .isEqualTo(" Alice ");
        assertThat(asIs.resolve(TestHead.from("::1").principal(" ")).userId()).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> asIs.resolve(TestHead.from("::1").principal("a\u0000")));
    }

    @Test
    void sessionAndAttributesMaySayTheUser() {
        CallerResolver session = new Callers().user("session:userId").build(PLANS, "");
        CallerResolver attribute = new Callers().user("attribute:app.user").build(PLANS, "");
        UUID id = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
        Principal named = () -> "Bob";

        assertThat(session.resolve(TestHead.from("::1").principal("eve").session("userId", 42))
                        .userId())
                .isEqualTo("42");
        assertThat(session.resolve(TestHead.from("::1").attribute("userId", "eve"))
                        .userId())
                .isNull();
        assertThat(attribute
                        .resolve(TestHead.from("::1").attribute("app.user", id))
                        .userId())
                .isEqualTo(id.toString());
        assertThat(attribute
                        .resolve(TestHead.from("::1").attribute("app.user", named))
                        .userId())
                .isEqualTo("bob");
    }

    @Test
    void anObjectWhoseTextMayChangeIsNoUser() {
        CallerResolver session = new Callers().user("session:user").build(PLANS, "");

        assertThatIllegalStateException()
                .isThrownBy(() -> session.resolve(TestHead.from("::1").session("user", new Object())))
                .withMessageContaining("java.lang.Object");
    }

    @Test
    void aHeaderCountsOnlyFromATrustedProxyAndOnlyOnce() {
        CallerResolver header = new Callers()
                .user("header:X-User")
                .plan("header:X-Plan")
                .trustedProxies("10.0.0.7")
                .build(PLANS, "");

        Caller known = header.resolve(
                TestHead.from("10.0.0.7").header("X-User", "Alice").header("x-plan", "pro"));
        assertThat(known.userId()).isEqualTo("alice");
        assertThat(known.plan()).isEqualTo("pro");
        Caller forged = header.resolve(
                TestHead.from("203.0.113.9").header("X-User", "alice").header("X-Plan", "pro"));
        assertThat(forged.userId()).isNull();
        assertThat(forged.plan()).isNull();
        Caller smuggled =
                header.resolve(TestHead.from("10.0.0.7").header("X-User", "eve").header("X-User", "alice"));
        assertThat(smuggled.userId()).isNull();
    }

    @Test
    void aPlanThatIsMissingOrUnknownIsTheDefaultOrNone() {
        CallerResolver strict = new Callers().plan("session:plan").build(PLANS, "");
        CallerResolver lenient = new Callers().plan("session:plan").build(PLANS, "free");

        assertThat(strict.resolve(TestHead.from("::1").session("plan", " pro ")).plan())
                .isEqualTo("pro");
        for (Object unknown : List.of("PRO", "gold", "", 7)) {
            assertThat(strict.resolve(TestHead.from("::1").session("plan", unknown))
                            .plan())
                    .isNull();
            assertThat(lenient.resolve(TestHead.from("::1").session("plan", unknown))
                            .plan())
                    .isEqualTo("free");
        }
        assertThat(strict.resolve(TestHead.from("::1")).plan()).isNull();
        assertThat(lenient.resolve(TestHead.from("::1")).plan()).isEqualTo("free");
    }

    @Test
    void ofSeveralRolesTheLastWrittenPlanCounts() {
        CallerResolver roles = new Callers().plan("role").build(PLANS, "");

        assertThat(roles.resolve(TestHead.from("::1").role("free").role("pro")).plan())
                .isEqualTo("pro");
        assertThat(roles.resolve(TestHead.from("::1").role("staff").role("free"))
                        .plan())
                .isEqualTo("staff");
        assertThat(roles.resolve(TestHead.from("::1").role("root")).plan()).isNull();
    }

    @Test
    void aClassOfTheApplicationSaysWhoButNotFromWhere() {
        CallerResolver own = new Callers()
                .user(Own.class.getName())
                .trustedProxies("10.0.0.7")
                .build(PLANS, "");

        Caller caller = own.resolve(TestHead.from("10.0.0.7").header("X-Forwarded-For", "203.0.113.9"));
        assertThat(caller).isEqualTo(new Caller("alice", "Alice A.", "pro", "203.0.113.9", Map.of("tenant", "t1")));
    }

    @Test
    void aCallerWhoseIdIsNormalIsNotMadeAgain() {
        for (Caller said : List.of(
                new Caller("alice", "Alice A.", "pro", "192.0.2.1", Map.of("tenant", "t1")),
                new Caller(null, null, "free", "2001:db8::/64", Map.of()))) {
            assertThat(SpelledCallers.of(head -> said, UserIds.NORMALISED).resolve(TestHead.from("::1")))
                    .isSameAs(said);
        }
    }

    @Test
    void whatTheApplicationLeavesOutIsFilledInAsElsewhere() {
        Caller said = new Caller("ALICE", null, "pro", " ", Map.of("tenant", "t1"));
        assertThat(SpelledCallers.of(head -> said, UserIds.NORMALISED).resolve(TestHead.from("::1")))
                .isEqualTo(new Caller("alice", "ALICE", "pro", "unknown", Map.of("tenant", "t1")));
    }

    /** As an application would write it. */
    public static final class Own implements CallerResolver {
        /** Made by name. */
        public Own() {}

        @Override
        public Caller resolve(RequestHead head) {
            return new Caller("ALICE", "Alice A.", "pro", "forged", Map.of("tenant", "t1"));
        }
    }

    @Test
    void whatIsNoSourceFailsAtThatCall() {
        Callers callers = new Callers().user("principal");

        assertThatIllegalStateException()
                .isThrownBy(() -> callers.user("session:x"))
                .withMessageContaining("user is set already");
        assertThatIllegalArgumentException().isThrownBy(() -> callers.plan("cookie:x"));
        assertThatIllegalArgumentException().isThrownBy(() -> callers.trustedProxies("proxy.example.com"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Callers().user("no.such.Resolver"));
    }

    private String id(String name) {
        return principal.resolve(TestHead.from("192.0.2.1").principal(name)).userId();
    }
}
