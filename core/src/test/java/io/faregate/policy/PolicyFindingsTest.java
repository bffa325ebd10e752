package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyFindingsTest {
    private static final String SPEND = "limits: [{cost: 5, every: day}]\n";

    @Test
    void aWideRangeOfProxiesIsFound() {
        assertThat(
                        findings(
                                SPEND
                                        + "callers: {trusted-proxies: [10.0.0.0/8, 10.0.0.0/24, \"2001:db8::/32\"]}\nroutes: [{path: /x}]"))
                .containsExactly(
                        "callers.trusted-proxies: 10.0.0.0/8 is wide: whoever has an address in it can say any other",
                        "callers.trusted-proxies: 2001:db8::/32 is wide: whoever has an address in it can say any"
                                + " other");
    }

    @Test
    void aForwardingHeaderThatNobodyMaySendIsFound() {
        assertThat(findings(SPEND + "callers: {forwarded: forwarded}\nroutes: [{path: /x}]"))
                .containsExactly("callers.forwarded: no header is read without trusted-proxies");
        assertThat(findings(SPEND + "callers: {forwarded: none}\nroutes: [{path: /x}]"))
                .isEmpty();
    }

    @Test
    void aRouteThatNoLimitOnCostReachesIsFound() {
        String plans = """
                plans:
                  free: {limits: [{per: user, cost: 1, every: day}]}
                  pro: {limits: [{per: user, requests: 5, every: day}]}
                  staff: {limits: [{per: user, cost: 1, every: day, mode: observe}]}
                """;

        assertThat(findings("routes: [{path: /x, limits: [{requests: 5, every: day}]}]"))
                .containsExactly("routes[0]: no limit on cost reaches it");
        assertThat(findings(plans + "routes: [{path: /x}, {path: /y, require: {plan: free}}, {path: /z, mode: off},"
                        + " {path: /w, limits: [{cost: 5, within: 1h}]}]"))
                .containsExactly(
                        "mode: off: unguarded: routes[2]",
                        "routes[0]: no limit on cost reaches it for callers of pro, staff");
    }

    @Test
    void toolsThatCanNotBeCalledAreFound() {
        assertThat(findings(SPEND + """
                        routes:
                          - {path: /a, tools: {allow: {search: {}}}}
                          - {path: /b, caps: {tool-calls: 2}}
                          - {path: /c, caps: {tool-calls: 2}, tools: {allow: {search: {max: 3}, find: {max: 2}, look: {}}}}
                        """))
                .containsExactly(
                        "routes[0].tools: none can be called, as caps.tool-calls is 0",
                        "routes[1].tools: none is allowed, but caps.tool-calls is 2",
                        "routes[2].tools.allow.search.max: 3 is more than caps.tool-calls, which is 2");
    }

    @Test
    void aClientsToolsThatTheRouteDoesNotNameAreFound() {
        assertThat(findings(SPEND + """
                        routes:
                          - {path: /a, dialect: ollama, messages: tools}
                          - {path: /b, dialect: ollama, messages: tools, tools: {allow: {search: {}}}}
                        """))
                .containsExactly("routes[0].messages: no tool gets through, as tools.allow names none");
    }

    @Test
    void whatFurtherStepsReadAgainAndNobodyHoldsIsFound() {
        String unheld = "not written, so what is held has no room for ";
        assertThat(findings(SPEND + """
                        plans: {free: {caps: {retrieved-chars: 500}, limits: [{per: user, cost: 1, every: day}]}}
                        routes:
                          - {path: /a, caps: {steps: 5, tool-calls: 2, retrieved-documents: 3}, tools: {allow: {x: {}}}}
                          - {path: /b, caps: {steps: 5, tool-calls: 2, tool-result-chars: 10}, tools: {allow: {x: {}}}}
                          - {path: /c, caps: {tool-calls: 2}, tools: {allow: {x: {}}}}
                          - {path: /d, caps: {steps: 5}}
                        """))
                .containsExactly("routes[0].caps.tool-result-chars: " + unheld
                        + "results of tools that each further step reads again");
        assertThat(findings(SPEND + """
                        routes: [{path: /a, caps: {steps: 5, retrieved-documents: 3}}]
                        """))
                .containsExactly(
                        "routes[0].caps.retrieved-chars: " + unheld + "documents that each further step reads again");
    }

    @Test
    void routesThatRefuseNothingAreFound() {
        assertThat(findings(SPEND + "mode: observe\nroutes: [{path: /a}, {path: /b, mode: enforce}, {path: /c}]"))
                .containsExactly(
                        "mode: observe: nothing is refused at routes[0], routes[2]",
                        "routes[1]: no limit on cost reaches it");
    }

    @Test
    void modelsAndFilesThatNobodyCanHaveAreFound() {
        assertThat(findings(SPEND + """
                        plans: {free: {models: [gpt-5-nano]}}
                        routes:
                          - {path: /a, model: {allow: [gpt-5-nano, gpt-5]}}
                          - {path: /b, dialect: multipart}
                        """))
                .containsExactly(
                        "routes[0].model.allow: gpt-5 is in no plan that reaches the route",
                        "routes[1].caps.files: 0, so no file gets through");
    }

    @Test
    void suspicionThatLeadsToNothingIsFound() {
        assertThat(findings(SPEND + """
                        routes: [{path: /x}]
                        suspicion:
                          - {per: user, strikes: 5, within: 1m, then: {tools: off}}
                          - {per: ip, strikes: 5, within: 1m, then: {output: 100%}}
                        """)).containsExactly("suspicion[1].then: nothing happens");
    }

    private static List<String> findings(String rest) {
        return TestPolicies.read("faregate: 1\n" + rest).findings();
    }
}
