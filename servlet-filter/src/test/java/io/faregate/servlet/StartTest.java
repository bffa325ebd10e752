package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.faregate.Faregate;
import io.faregate.body.Caps;
import io.faregate.containers.Container;
import io.faregate.containers.Container.Added;
import io.faregate.policy.Policy;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read and said when a container starts the filter. */
class StartTest extends OnEachContainer {
    private static final String POLICY =
            "faregate: 1\nroutes: [{path: /chat, dialect: none, require: anyone, costs: x}]";
    private static final String GOOD = "faregate: 1\nroutes: [{path: /chat, dialect: none, require: anyone}]";

    @TempDir
    Path directory;

    /** A filter that hands on its configuration when the container starts it, and nothing after. */
    private record AtStart(Consumer<FilterConfig> seen) implements Filter {
        @Override
        public void init(FilterConfig config) {
            seen.accept(config);
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(request, response);
        }
    }

    private void start(String pattern, List<String> servlets, Map<String, String> params, Consumer<FilterConfig> seen)
            throws Exception {
        try (Container made = container.make()) {
            made.resources(directory);
            servlets.forEach(path -> made.servlet(path, new Site.Worker((request, response) -> {}), null));
            made.filter(new Added("guard", new AtStart(seen), pattern, Set.of(DispatcherType.REQUEST), true, params));
            made.start();
        }
    }

    private static Policy routes(String... paths) {
        return Site.policy(java.util.Arrays.stream(paths)
                .map(path -> Site.route(path, "none", Caps.NONE))
                .toList());
    }

    @Test
    void aPolicyThatFitsItsMappingsHasNoFindings() throws Exception {
        start("/*", List.of("/chat", "/api/*"), Map.of(), config -> {
            StartFindings findings = new StartFindings(routes("/chat", "/api/*", "/api/x"), config);
            assertThat(findings.warnings()).isEmpty();
            assertThat(findings.notes()).isEmpty();
        });
    }

    @Test
    void aRouteThatTheFilterIsNotMappedToIsSaidOnceInOneLine() throws Exception {
        start(
                "/api/*",
                List.of("/*"),
                Map.of(),
                config -> assertThat(new StartFindings(routes("/chat", "/api/x", "/api/*"), config).warnings())
                        .singleElement()
                        .asString()
                        .isEqualTo(
                                "routes[/chat]: the filter is mapped to [/api/*], so /chat is not guarded, or not all of it."));
    }

    @Test
    void aRouteThatNoServletIsMappedToIsNotedOnceInOneLine() throws Exception {
        start(
                "/*",
                List.of("/chat"),
                Map.of(),
                config -> assertThat(new StartFindings(routes("/chat", "/shop/chat"), config).notes())
                        .singleElement()
                        .asString()
                        .startsWith("routes[/shop/chat]: no servlet is mapped to /shop/chat.")
                        .doesNotContain("\n"));
    }

    /** As Open Liberty, where no mapping names a servlet. */
    @Test
    void aContainerThatHasNoListInPlaceOfAnEmptyOneIsUnderstood() throws Exception {
        start("/api/*", List.of("/*"), Map.of(), config -> {
            FilterRegistration registration = config.getServletContext().getFilterRegistration(config.getFilterName());
            FilterConfig without = showing(
                    config,
                    () -> answering(FilterRegistration.class, registration, "getServletNameMappings", () -> null));
            assertThat(new StartFindings(routes("/chat"), without).warnings()).hasSize(1);
        });
    }

    @Test
    void aContainerThatFailsWhenItIsAskedForMappingsIsNoReasonNotToStart() throws Exception {
        start("/*", List.of("/chat"), Map.of(), config -> {
            FilterConfig failing = showing(config, () -> {
                throw new UnsupportedOperationException();
            });
            assertThatNoException().isThrownBy(() -> new StartFindings(routes("/chat"), failing).log());
        });
    }

    private static FilterConfig showing(FilterConfig config, Supplier<Object> registration) {
        ServletContext context =
                answering(ServletContext.class, config.getServletContext(), "getFilterRegistration", registration);
        return answering(FilterConfig.class, config, "getServletContext", () -> context);
    }

    /** What answers one method in its own way. */
    private static <T> T answering(Class<T> type, T asEver, String method, Supplier<Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, called, arguments) ->
                        called.getName().equals(method) ? answer.get() : called.invoke(asEver, arguments)));
    }

    @ParameterizedTest
    @CsvSource({
        "/*, /chat, true",
        "/chat, /chat, true",
        "/chat, /chat/x, false",
        "/chat, /chat/*, false",
        "/api/*, /api, true",
        "/api/*, /api/x, true",
        "/api/*, /api/*, true",
        "/api/x/*, /api/*, false",
        "/api/*, /apis, false",
        "/*, /*, true",
        "*.do, /chat.do, true",
        "*.do, /chat, false",
        "/, /chat, false"
    })
    void aPatternReachesAPath(String pattern, String path, boolean reaches) {
        assertThat(StartFindings.reaches(pattern, path)).isEqualTo(reaches);
    }

    private Object read(String location) throws Exception {
        Object[] read = new Object[1];
        Map<String, String> params = location == null ? Map.of() : Map.of("policy", location);
        start("/*", List.of(), params, config -> {
            try (Faregate gate = PolicyLocation.of(config).gate()) {
                read[0] = gate.policy().routes().get(0).path();
            } catch (ServletException failure) {
                read[0] = failure.getMessage();
            }
        });
        return read[0];
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void aPolicyIsAFileOrInTheClassPathOrInTheWar() throws Exception {
        assertThat(read(write("a file.yaml", GOOD).toString())).isEqualTo("/chat");
        assertThat(read(" " + write("b.yaml", GOOD) + "\n")).isEqualTo("/chat");
        write("WEB-INF/policy.yaml", GOOD);
        assertThat(read("/WEB-INF/policy.yaml")).isEqualTo("/chat");
        assertThat(read("classpath:io/faregate/servlet/policy.yaml")).isEqualTo("/inside");
        assertThat(read("classpath:/io/faregate/servlet/policy.yaml")).isEqualTo("/inside");
    }

    @Test
    void aPolicyThatIsNotThereIsSaidToBeMissing() throws Exception {
        for (String location : new String[] {directory + "/no.yaml", "/WEB-INF/no.yaml", "classpath:no.yaml"}) {
            assertThat(read(location)).isEqualTo("The policy can not be used: " + location + " does not exist");
        }
        assertThat(read("\0").toString()).startsWith("The policy can not be used: ");
        assertThat(read(directory.toString()).toString()).startsWith("The policy can not be used: ");
    }

    @Test
    void aFilterWithoutAPolicySaysWhatItNeeds() throws Exception {
        for (String location : new String[] {null, "", "  "}) {
            assertThat(read(location).toString())
                    .contains("guard")
                    .contains("init-param policy")
                    .contains("/WEB-INF/");
        }
    }

    @Test
    void allMistakesAreInTheException() throws Exception {
        String text = "faregate: 1\nroutes: [{path: chat}, {path: /x, mode: maybe}]\nplanz: {}";
        assertThat(read(write("bad.yaml", text).toString()).toString())
                .contains("routes[0].path")
                .contains("routes[1].mode")
                .contains("planz")
                .doesNotContain("\tat ");
    }

    @Test
    void aFilterReadsItsPolicyAndClosesItsGateAtEachDeployment() throws Exception {
        String file = write("policy.yaml", GOOD).toString();
        for (int deployment = 0; deployment < 2; deployment++) {
            deploy(file);
            assertThat(consoles()).isEmpty();
            long until = System.nanoTime() + Site.PATIENCE.toNanos();
            while (!threads().isEmpty() && System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            assertThat(threads()).isEmpty();
        }
    }

    private void deploy(String policy) throws Exception {
        try (Container made = container.make()) {
            made.servlet(
                    "/*",
                    new Site.Worker((request, response) -> response.getWriter().print("in")),
                    null);
            made.filter(new Added(
                    "guard",
                    new FaregateFilter(),
                    "/*",
                    Set.of(DispatcherType.REQUEST),
                    true,
                    Map.of("policy", policy)));
            made.start();
            try (RawClient client = new RawClient(made.port())) {
                client.send("GET /chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                assertThat(client.readToEnd())
                        .contains(" 200 ")
                        .contains("Faregate-Ride-Id: ride_")
                        .endsWith("in");
            }
            assertThat(consoles()).containsExactly("io.faregate:type=Faregate,name=faregate");
        }
    }

    private static List<String> consoles() throws Exception {
        return ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("io.faregate:*"), null).stream()
                .map(ObjectName::toString)
                .toList();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("faregate-"))
                .toList();
    }

    @Test
    void anApplicationWithABadPolicyDoesNotServe() throws Exception {
        String file = write("policy.yaml", POLICY).toString();
        try (Container made = container.make()) {
            made.servlet(
                    "/*",
                    new Site.Worker((request, response) -> response.getWriter().print("in")),
                    null);
            made.filter(new Added(
                    "guard", new FaregateFilter(), "/*", Set.of(DispatcherType.REQUEST), true, Map.of("policy", file)));
            org.assertj.core.api.Assertions.assertThatThrownBy(made::start).isInstanceOf(Exception.class);
        }
    }
}
