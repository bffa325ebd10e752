package io.faregate.servlet;

import io.faregate.Faregate;
import io.faregate.body.AppFields;
import io.faregate.body.Cap;
import io.faregate.body.Capped;
import io.faregate.body.Caps;
import io.faregate.body.Dialect;
import io.faregate.body.Dialects;
import io.faregate.budget.Mode;
import io.faregate.containers.Container;
import io.faregate.containers.Container.Added;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.policy.Access;
import io.faregate.policy.LostClients;
import io.faregate.policy.MessagePolicy;
import io.faregate.policy.ModelNames;
import io.faregate.policy.ModelPolicy;
import io.faregate.policy.Plan;
import io.faregate.policy.Policy;
import io.faregate.policy.Route;
import io.faregate.policy.ToolPolicy;
import io.faregate.ride.Caller;
import io.faregate.ride.CallerResolver;
import io.faregate.ride.RequestHead;
import io.faregate.usage.UsageRecord;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real container on a port of its own, with the filter over a policy of one route for each dialect. */
final class Site implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final Duration GRACE = Duration.ofMillis(50);

    final CountingStore store = new CountingStore();
    final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    private final Map<Capped, Cap> caps = new EnumMap<>(Capped.class);
    private final List<Filter> before = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Faregate faregate;
    private final List<Route> routes = new ArrayList<>();
    private final Container container;
    private LostClients lostClients = LostClients.DEFAULT;
    private CallerResolver callers = Site::caller;
    private int filters = 1;
    private boolean ownGate;
    private boolean asyncBefore = true;
    private Set<DispatcherType> dispatches = EnumSet.allOf(DispatcherType.class);

    Site(Container container) {
        this.container = container;
    }

    /** What a servlet of a test does. */
    interface Work {
        void run(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    static final class Worker extends HttpServlet {
        private final transient Work work;

        Worker(Work work) {
            this.work = work;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            work.run(request, response);
        }
    }

    Site cap(Capped what, long max) {
        caps.put(what, Cap.of(max));
        return this;
    }

    /** A route beside the usual ones. */
    Site route(Route route) {
        routes.add(route);
        return this;
    }

    Site contextPath(String path) {
        container.contextPath(path);
        return this;
    }

    /** The filters before ours are registered without async support. */
    Site noAsyncBefore() {
        asyncBefore = false;
        return this;
    }

    /** The filters are mapped to what clients ask for, and to no dispatch of the application's. */
    Site requestsAlone() {
        dispatches = EnumSet.of(DispatcherType.REQUEST);
        return this;
    }

    Site before(Filter filter) {
        before.add(filter);
        return this;
    }

    /** The gate is the filter's own, as in a web.xml. */
    Site ownGate() {
        ownGate = true;
        return this;
    }

    Site filterTwice() {
        filters = 2;
        return this;
    }

    Site servlet(String path, Work work) {
        container.servlet(path, new Worker(work), null);
        return this;
    }

    Site formServlet(String path, Work work) {
        container.servlet(path, new Worker(work), new MultipartConfigElement(System.getProperty("java.io.tmpdir")));
        return this;
    }

    Site http2() {
        container.http2();
        return this;
    }

    Site tls() {
        container.tls();
        return this;
    }

    Site errorPage(int status, String path) {
        container.errorPage(status, path);
        return this;
    }

    Site idleMillis(int millis) {
        container.idleMillis(millis);
        return this;
    }

    /** Who asks, in place of the principal at the peer's own address. */
    Site callers(CallerResolver resolver) {
        callers = resolver;
        return this;
    }

    Site start() throws Exception {
        faregate = Faregate.builder()
                .policy(policy())
                .callers(callers)
                .store(store)
                .sink(records::add)
                .build();
        for (int i = 0; i < before.size(); i++) {
            filter("before-" + i, before.get(i), asyncBefore);
        }
        for (int i = 0; i < filters; i++) {
            filter("faregate-" + i, gate(), true);
        }
        container.start();
        return this;
    }

    private Filter gate() {
        return ownGate ? new FaregateFilter(config -> faregate, GRACE) : new FaregateFilter(faregate, GRACE);
    }

    private void filter(String name, Filter filter, boolean async) {
        container.filter(new Added(name, filter, "/*", dispatches, async, Map.of()));
    }

    /** How lost clients are noticed, in place of the presets. */
    Site lostClients(LostClients how) {
        lostClients = how;
        return this;
    }

    Policy policy() {
        List<Route> all = new ArrayList<>(List.of(
                route("/app", reading("app"), Caps.of(caps)),
                route("/chat", "openai-chat"),
                route("/upload", reading("multipart"), Caps.of(caps)),
                route("/plain", "none")));
        all.addAll(routes);
        return policy(all, lostClients);
    }

    /** A dialect that lets in a query of the tests' own. */
    private static Dialect reading(String dialect) {
        return Dialects.named(dialect, AppFields.DEFAULT.query(Set.of("q"))).orElseThrow();
    }

    static Policy policy(List<Route> routes) {
        return policy(routes, LostClients.DEFAULT);
    }

    private static Policy policy(List<Route> routes, LostClients lostClients) {
        return new Policy(
                ZoneOffset.UTC,
                Site::caller,
                "",
                name -> Optional.of(usage -> Optional.of(new Money(usage.get(Unit.OUTPUT_TOKENS)))),
                Map.of(),
                List.of(),
                Map.of("free", new Plan("free", List.of("mini"), Caps.NONE, List.of())),
                routes,
                false,
                false,
                List.of(),
                ModelNames.EXACT,
                lostClients,
                List.of());
    }

    private Route route(String path, String dialect) {
        return route(path, dialect, Caps.of(caps));
    }

    static Route route(String path, String dialect, Caps caps, String... methods) {
        return route(path, Dialects.named(dialect, AppFields.DEFAULT).orElseThrow(), caps, methods);
    }

    static Route route(String path, Dialect dialect, Caps caps, String... methods) {
        return route(path, Mode.ENFORCE, dialect, caps, methods);
    }

    /** One that leaves methods open, though another guards its path. */
    static Route open(String path, String... methods) {
        return route(path, Mode.OFF, reading("none"), Caps.NONE, methods);
    }

    private static Route route(String path, Mode mode, Dialect dialect, Caps caps, String... methods) {
        return new Route(
                "routes[" + path + "]",
                path,
                Set.of(methods),
                dialect,
                Access.ANYONE,
                caps,
                List.of(),
                ModelPolicy.OF_PLAN,
                ToolPolicy.NONE,
                MessagePolicy.USER,
                mode);
    }

    private static Caller caller(RequestHead head) {
        String user = head.principal().orElse(null);
        return new Caller(user, user, "free", head.peer(), Map.of());
    }

    int port() {
        return container.port();
    }

    Faregate faregate() {
        return faregate;
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(PATIENCE);
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    HttpClient client() {
        return client;
    }

    /** Stops the application as a container does that puts another in its place. */
    void stopApplication() throws Exception {
        container.stopApplication();
    }

    /** The next record that reaches the sink. */
    UsageRecord record() throws InterruptedException {
        UsageRecord record = records.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (record == null) {
            throw new AssertionError("no record came");
        }
        return record;
    }

    @Override
    public void close() {
        container.close();
        faregate.close();
    }
}
