package io.faregate.policy;

import io.faregate.body.AppFields;
import io.faregate.body.Capped;
import io.faregate.body.Claim;
import io.faregate.body.Unknown;
import io.faregate.budget.Mode;
import io.faregate.cost.Money;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says how one path is guarded. Setting a part twice, or contradicting it, fails at that call. Not thread-safe. */
public final class RouteBuilder {
    private final String path;
    private final RouteAccess access = new RouteAccess();
    private final RouteBodies bodies;
    private final RouteModel model = new RouteModel();
    private final Allowance allowance = new Allowance();
    private final Map<String, ToolPolicy.Rule> tools = new LinkedHashMap<>();
    private @Nullable Mode mode;

    RouteBuilder(String path, NamedDialects dialects) {
        this.path = path;
        this.bodies = new RouteBodies(dialects);
    }

    /**
     * The methods it takes; GET, POST, PUT, PATCH and DELETE unless told. Others are refused with 405, but for HEAD and
     * OPTIONS: the gate answers these itself.
     *
     * @param names methods in upper case
     * @return this builder
     */
    public RouteBuilder methods(String... names) {
        access.methods(Set.of(names));
        return this;
    }

    /**
     * How bodies are read and refusals said; {@code app} unless told.
     *
     * @param name a name as in policies, of a built-in dialect or of one that the policy has defined before
     * @return this builder
     */
    public RouteBuilder dialect(String name) {
        bodies.dialect(name);
        return this;
    }

    /**
     * Where the dialect {@code app} finds its fields; the further fields it allows are let through in other dialects
     * too.
     *
     * @param places the fields
     * @return this builder
     */
    public RouteBuilder fields(AppFields places) {
        bodies.fields(places);
        return this;
    }

    /**
     * Parameters that the query may have beside a body, besides those that the dialect knows as harmless; none unless
     * told.
     *
     * @param names names of parameters that are no fields of the body
     * @return this builder
     */
    public RouteBuilder allowQuery(String... names) {
        bodies.query(Set.of(names));
        return this;
    }

    /**
     * Headers that providers or their gateways take for fields of the request, let through besides those that are known as
     * harmless; none unless told.
     *
     * @param names names of headers, in any case
     * @return this builder
     */
    public RouteBuilder allowHeaders(String... names) {
        bodies.headers(Set.of(names));
        return this;
    }

    /**
     * What becomes of fields, query parameters and headers of providers that no table has; the request is refused unless told.
     *
     * @param what what becomes of them
     * @return this builder
     */
    public RouteBuilder unknownFields(Unknown what) {
        bodies.unknown(what);
        return this;
    }

    /**
     * Lets in everybody, with a user id or not. Unless told, a user id is needed.
     *
     * @return this builder
     */
    public RouteBuilder anyone() {
        access.anyone();
        return this;
    }

    /**
     * The plans that reach the route; all unless told.
     *
     * @param names names of plans
     * @return this builder
     */
    public RouteBuilder plans(String... names) {
        access.plans(Set.of(names));
        return this;
    }

    /**
     * The most of one request.
     *
     * @param what what is bounded
     * @param max the most
     * @return this builder
     */
    public RouteBuilder cap(Capped what, long max) {
        return cap(what, max, max);
    }

    /**
     * The most of one request.
     *
     * @param what what is bounded
     * @param max the most
     * @param least what a request gets that names none
     * @return this builder
     */
    public RouteBuilder cap(Capped what, long max, long least) {
        allowance.cap(what, max, least);
        return this;
    }

    /**
     * The most in a window, of this route alone.
     *
     * @param limit the limit
     * @return this builder
     */
    public RouteBuilder limit(Limits limit) {
        allowance.limit(limit);
        return this;
    }

    /**
     * Gives every ride one model, whatever it asks for.
     *
     * @param name its exact name
     * @return this builder
     */
    public RouteBuilder use(String name) {
        model.use(name);
        return this;
    }

    /**
     * The model of a request that names none; the first allowed unless told.
     *
     * @param name its exact name
     * @return this builder
     */
    public RouteBuilder defaultModel(String name) {
        model.preset(name);
        return this;
    }

    /**
     * The models that a request may name; those that its plan has too.
     *
     * @param models exact names, cheapest first
     * @return this builder
     */
    public RouteBuilder allow(String... models) {
        model.allow(List.of(models));
        return this;
    }

    /**
     * The models of a task that the application names, by {@code Inference.model(task)} or on the request.
     *
     * @param name the application's name for it
     * @param models exact names; the first that the plan has is given
     * @return this builder
     */
    public RouteBuilder task(String name, String... models) {
        model.task(name, List.of(models));
        return this;
    }

    /**
     * Gives a cheaper model before it refuses.
     *
     * @param atPercent from which share of the fullest cost limit on
     * @param to the models given instead, in the order they are tried
     * @return this builder
     */
    public RouteBuilder downgrade(int atPercent, String... to) {
        model.downgrade(new ModelPolicy.Downgrade(atPercent, List.of(to)));
        return this;
    }

    /**
     * Gives a shorter reply before it refuses, when the money left holds no full one, not even of a cheaper model.
     *
     * @param tokens the fewest output tokens that are of use
     * @return this builder
     */
    public RouteBuilder shortestReply(long tokens) {
        model.shortestReply(tokens);
        return this;
    }

    /**
     * A tool that an agent may call; all that are not named are refused.
     *
     * @param name the tool's name
     * @param max the most calls in one ride
     * @param cost what one call costs
     * @return this builder
     */
    public RouteBuilder tool(String name, long max, Money cost) {
        return tool(name, max, cost, ArgumentCheck.NONE);
    }

    /**
     * A tool whose arguments are checked before it sees them.
     *
     * @param name the tool's name
     * @param max the most calls in one ride, those that the check refuses included
     * @param cost what one call costs
     * @param arguments looks at the arguments, as {@link ArgumentCheck#schema} does
     * @return this builder
     */
    public RouteBuilder tool(String name, long max, Money cost, ArgumentCheck arguments) {
        tools.put(name, Once.set(tools.get(name), new ToolPolicy.Rule(max, cost, arguments), "tool " + name));
        return this;
    }

    /**
     * What a client may send beside its user's own messages: earlier turns of the model, instructions, tools. Unless
     * told, all of that is refused. Tools must be among those of {@link #tool} all the same.
     *
     * @param allowed what is let in
     * @return this builder
     */
    public RouteBuilder messages(Claim... allowed) {
        bodies.messages(Set.of(allowed));
        return this;
    }

    /**
     * What the model is told, in place of all instructions that a client sends.
     *
     * @param text the route's instructions
     * @return this builder
     */
    public RouteBuilder instructions(String text) {
        bodies.instructions(text);
        return this;
    }

    /**
     * What the route's rules do.
     *
     * @param what the mode; the policy's unless told
     * @return this builder
     */
    public RouteBuilder mode(Mode what) {
        mode = Once.set(mode, what, "mode");
        return this;
    }

    /** Fails when the dialect can not be what was said. */
    void requireDialect() {
        bodies.requireDialect();
    }

    Route build(String rule, Mode inherited) {
        return new Route(
                rule,
                path,
                access.methods(),
                bodies.dialect(),
                access.access(),
                allowance.caps(),
                allowance.limits(limit -> access.scope(path), rule, Mode.ENFORCE),
                model.policy(),
                new ToolPolicy(tools),
                bodies.messages(),
                mode == null ? inherited : mode);
    }
}
