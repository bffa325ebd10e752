package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.faregate.body.Capped;
import io.faregate.body.Caps;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as a policy: it is a policy, the same each time, or a list of mistakes that all lie within the file. */
class PolicyFileFuzzTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r(?!\\z)|\n");

    static Stream<Arguments> mistakes() {
        return MistakeCase.all().stream()
                .map(wrong -> Arguments.of((Object) wrong.file().getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("mistakes")
    @DictionaryEntries({
        "faregate: 1",
        "routes: [{path: /x",
        "plans: {",
        "limits: [{cost: 5, every: day}]",
        "per: [user, ip]",
        "within: 1m",
        "concurrent: 2",
        "callers: {user: session:id",
        "trusted-proxies: [10.0.0.0/8]",
        "costs: {tables: [built-in]",
        "unknown-model: {input: 1, output: 2}",
        "model: {use: gpt-5-mini",
        "downgrade: {at: 80%, to: gpt-5-nano}",
        "tools: {allow: {search: {max: 3}}}",
        "messages: [history, tools]",
        "messages: {allow: history, instructions: x}",
        "caps: {output-tokens: {max: 5, default: 3}",
        "providers: {api.openai.com/v1: openai-chat}",
        "${env:SPEND}",
        "<<: *a",
        "!!str ",
        "? "
    })
    @FuzzTest(maxDuration = "10m")
    void aTextIsAPolicyOrAListOfMistakesThatLieWithinIt(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        long before = System.nanoTime();
        List<Object> first = read(text);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LONG);
        assertThat(read(text)).isEqualTo(first);
    }

    /** All that a policy says, or its mistakes. */
    private static List<Object> read(String text) {
        try {
            return said(TestPolicies.read(text));
        } catch (PolicyException wrong) {
            String[] lines = LINE_END.split(text, -1);
            assertThat(wrong.mistakes()).isNotEmpty().allSatisfy(each -> checkPlace(each, lines));
            assertThat(wrong.getMessage().lines()).hasSize(wrong.mistakes().size());
            return List.copyOf(wrong.mistakes());
        }
    }

    private static void checkPlace(Mistake mistake, String[] lines) {
        assertThat(mistake.line()).isBetween(1, lines.length);
        String line = lines[mistake.line() - 1];
        assertThat(mistake.column()).isBetween(1, line.codePointCount(0, line.length()) + 1);
        assertThat(mistake.allowed()).isNotBlank();
    }

    private static List<Object> said(Policy policy) {
        List<Object> said = new ArrayList<>(List.of(
                policy.zone(),
                policy.defaultPlan(),
                policy.limits(),
                policy.refuseUnlisted(),
                policy.findings(),
                new TreeMap<>(policy.plans()).keySet()));
        policy.providers().forEach((place, dialect) -> said.add(place + " " + dialect.name()));
        policy.plans()
                .values()
                .forEach(plan -> said.add(List.of(plan.name(), plan.models(), caps(plan.caps()), plan.limits())));
        policy.routes().forEach(route -> said.add(said(route)));
        return said;
    }

    private static List<Object> said(Route route) {
        return List.of(
                route.rule(),
                route.path(),
                route.methods(),
                route.dialect().name(),
                route.require(),
                caps(route.caps()),
                route.limits(),
                route.model(),
                said(route.tools()),
                route.mode());
    }

    /** A schema is made anew each time, and says no more of itself than that it is there. */
    private static List<Object> said(ToolPolicy tools) {
        List<Object> said = new ArrayList<>();
        tools.allow()
                .forEach((name, rule) ->
                        said.add(List.of(name, rule.max(), rule.cost(), rule.arguments() == ArgumentCheck.NONE)));
        return said;
    }

    private static List<Object> caps(Caps caps) {
        List<Object> written = new ArrayList<>();
        for (Capped what : Capped.values()) {
            written.add(List.of(what, caps.of(what), caps.has(what)));
        }
        return written;
    }
}
