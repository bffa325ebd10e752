package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.usage.UsageRecord;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that would write headers and lines of their own: case 55 of the hostile ones; the log itself is tested in core. */
class HostileNamesTest extends OnEachContainer {
    private static Filter signingIn(String name) {
        Principal principal = () -> name;
        return (request, response, chain) -> chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public Principal getUserPrincipal() {
                        return principal;
                    }
                },
                response);
    }

    static List<String> names() {
        return List.of(
                "x\r\nX-Owned: 1\r\n\r\n{\"cost\":0}",
                "\u001b[2J\u001b]0;owned\u0007",
                "\u2028\u2029\u0085",
                "x".repeat(900_000));
    }

    /** Nobody can be called so: who is, is nobody, and the log does not say the name. */
    @ParameterizedTest
    @MethodSource("names")
    void case55NobodysNameWritesAHeaderOrALine(String name) throws Exception {
        try (Site site = site().before(signingIn(name))
                .servlet("/chat", (request, response) -> {})
                .start()) {
            assertRefused(site, 401, "gpt-5-mini", null);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void case55NoModelsNameDoesEither(String name) throws Exception {
        String model = name.codePoints()
                .collect(
                        StringBuilder::new,
                        (json, point) -> json.append("\\u%04x".formatted(point)),
                        StringBuilder::append)
                .substring(0, Math.min(6 * name.length(), 60_000));
        try (Site site = site().before(signingIn("alice"))
                .servlet("/chat", (request, response) -> {})
                .start()) {
            assertRefused(site, 403, model, "alice");
        }
    }

    private static void assertRefused(Site site, int status, String model, @Nullable String user) throws Exception {
        HttpResponse<String> refused = site.post(
                "/chat", "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.headers().map()).doesNotContainKey("x-owned");
        assertThat(refused.headers().map().values().toString()).doesNotContain("\u001b", "\u2028");
        UsageRecord record = site.record();
        assertThat(record.user()).isEqualTo(user);
        assertThat(record.outcome().status()).isEqualTo("refused");
        assertThat(site.store.reserved).hasValue(0);
    }
}
