package io.faregate.benchmarks;

import io.faregate.Faregate;
import io.faregate.body.Capped;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyBuilder;
import io.faregate.ride.Caller;
import io.faregate.ride.RequestHead;
import io.faregate.usage.UsageSink;
import jakarta.servlet.Servlet;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * A chat application in a servlet container, without any filter, with Faregate's, and with what one would pick instead:
 * requests per second of 1 KB bodies and CPU time per request, as a multiple of the same container without a filter.
 *
 * <p>The application asks its provider through {@code java.net.http}, as applications do; the provider is a thread of
 * this process that answers at once. Below {@code /unaware} it is the same application with a filter as without: it does
 * not know of the ride, whose usage is read from the reply that passes. Below {@code /direct} the model is a method: no
 * application is that fast, but what the filter itself costs shows best there.
 */
public final class FilterBenchmark {
    private static final int WARM_UP = 45;
    private static final int ROUNDS = 15;
    private static final List<String> PATHS = List.of("/chat", "/unaware/chat", "/app", "/direct/chat", "/direct/app");
    private static final Set<String> ON_TOMCAT_TOO = Set.of("/chat", "/unaware/chat");
    private static final Host.At LOOPBACK = new Host.At("127.0.0.1", false);
    private static final String TEXT = "How does a fare gate know what my ride will cost? ".repeat(19);
    private static final String CHAT = "{\"model\":\"gpt-5-mini\",\"max_completion_tokens\":500,\"messages\":"
            + "[{\"role\":\"user\",\"content\":\"" + TEXT + "\"}]}";
    private static final String APP = "{\"maxOutputTokens\":500,\"message\":\"" + TEXT + "\"}";

    private FilterBenchmark() {}

    /**
     * Prints the table.
     *
     * @param args none
     * @throws Exception when anything measured fails
     */
    public static void main(String[] args) throws Exception {
        ExecutorService threads = Load.threads();
        Map<String, Host> hosts = new LinkedHashMap<>();
        try (StubProvider provider = StubProvider.start();
                Faregate faregate = faregate()) {
            start(hosts, new ChatServlet(client(), provider), Guard.faregate(faregate));
            Rounds rounds = new Rounds();
            for (String path : PATHS) {
                hosts.forEach((name, host) -> {
                    if (name.startsWith("Jetty") || ON_TOMCAT_TOO.contains(path)) {
                        rounds.add(path + ", " + name, new Load(threads, provider, host.port(), path, body(path)));
                    }
                });
            }
            print(rounds.run(WARM_UP, ROUNDS));
        } finally {
            for (Host host : hosts.values()) {
                host.stop();
            }
            threads.shutdown();
        }
    }

    private static String body(String path) {
        return isApp(path) ? APP : CHAT;
    }

    private static boolean isApp(String path) {
        return path.endsWith("/app");
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private static void start(Map<String, Host> hosts, Servlet chat, Guard faregate) throws Exception {
        Path directory = Files.createTempDirectory("tomcat");
        hosts.put("Jetty", Host.jetty(LOOPBACK, chat, List.of()));
        hosts.put("Jetty + Faregate", Host.jetty(LOOPBACK, chat, List.of(faregate)));
        hosts.put("Jetty + DoSFilter", Host.jetty(LOOPBACK, chat, List.of(Guard.dosFilter())));
        hosts.put("Jetty + Resilience4j", Host.jetty(LOOPBACK, chat, List.of(Guard.resilience4j())));
        hosts.put("Jetty + Bucket4j", Host.jetty(LOOPBACK, chat, List.of(Guard.bucket4j())));
        hosts.put("Tomcat", Host.tomcat(LOOPBACK, chat, List.of(), directory));
        hosts.put("Tomcat + Faregate", Host.tomcat(LOOPBACK, chat, List.of(faregate), directory));
        hosts.put("Tomcat + RateLimitFilter", Host.tomcat(LOOPBACK, chat, List.of(Guard.rateLimitFilter()), directory));
    }

    private static Faregate faregate() {
        return Faregate.builder().policy(policy()).sink(UsageSink.none()).build();
    }

    private static Policy policy() {
        PolicyBuilder policy = HeldRides.policy(HeldRides.PLENTY).callers(FilterBenchmark::caller);
        for (String path : PATHS) {
            policy.route(
                    path,
                    route -> route.dialect(isApp(path) ? "app" : "openai-chat").cap(Capped.OUTPUT_TOKENS, 800, 500));
        }
        return policy.build();
    }

    private static Caller caller(RequestHead head) {
        String user = head.header(Guard.USER).orElseThrow();
        return new Caller(user, user, "free", head.peer(), Map.of());
    }

    private static void print(Rounds rounds) {
        System.out.println(
                "| | requests/s, x no filter | CPU, x no filter | requests/s | CPU us of a request | failed |");
        System.out.println("|---|---|---|---|---|---|");
        for (String name : rounds.names()) {
            int plus = name.indexOf(" + ");
            String yardstick = plus < 0 ? name : name.substring(0, plus);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.0f | %.0f | %.0f |%n",
                    name,
                    rounds.ratio(name, yardstick, Load.REQUESTS_PER_SECOND),
                    rounds.ratio(name, yardstick, Load.CPU_NANOS),
                    rounds.median(name, Load.REQUESTS_PER_SECOND),
                    rounds.median(name, Load.CPU_NANOS) / 1_000,
                    rounds.sum(name, Load.FAILED));
        }
    }
}
