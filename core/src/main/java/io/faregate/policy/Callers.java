package io.faregate.policy;

import io.faregate.ride.CallerResolver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says who asks, for {@link PolicyBuilder#callers(Callers)}: the container's principal, on the peer's network, unless
 * told. Setting a part twice fails at that call. Not thread-safe.
 *
 * <pre>{@code
 * new Callers().user("session:userId").plan("session:plan").trustedProxies("10.0.0.7")
 * }</pre>
 */
public final class Callers {
    private final List<AddressRange> trusted = new ArrayList<>();
    private @Nullable Source user;
    private @Nullable CallerResolver own;
    private @Nullable Source plan;
    private @Nullable Forwarding forwarding;
    private @Nullable UserIds ids;

    /** Nothing said yet. */
    public Callers() {}

    /**
     * Where the user id is.
     *
     * @param source {@code principal}, {@code session:NAME}, {@code attribute:NAME}, {@code header:NAME} (counts only
     *     from a trusted proxy), or the name of a class that is a {@link CallerResolver} with a public constructor
     *     without arguments: it says the user, the plan and the attributes, but not the network
     * @return this
     * @throws IllegalArgumentException when it is none of these, or the class can not be made
     */
    public Callers user(String source) {
        return user(parsed(Kinds.USER, source));
    }

    Callers user(Source source) {
        user = Once.set(user, source, "user");
        own = source.from() == Source.From.CLASS ? OwnCallers.make(source.name()) : null;
        return this;
    }

    /**
     * Where the plan's name is.
     *
     * @param source {@code role} (the last of the policy's plans that is a role of the caller), {@code session:NAME},
     *     {@code attribute:NAME} or {@code header:NAME}
     * @return this
     */
    public Callers plan(String source) {
        return plan(parsed(Kinds.PLAN_SOURCE, source));
    }

    Callers plan(Source source) {
        plan = Once.set(plan, source, "plan");
        return this;
    }

    /**
     * Proxies whose headers are believed.
     *
     * @param ranges addresses, or ranges as {@code 10.0.0.0/24}
     * @return this
     */
    public Callers trustedProxies(String... ranges) {
        for (String range : ranges) {
            trustedProxy(parsed(Kinds.RANGE, range));
        }
        return this;
    }

    Callers trustedProxy(AddressRange range) {
        trusted.add(range);
        return this;
    }

    /**
     * Which header of a trusted proxy has the client's address; no other is read.
     *
     * @param header the header; {@code X-Forwarded-For} unless told
     * @return this
     */
    public Callers forwarded(Forwarding header) {
        forwarding = Once.set(forwarding, header, "forwarded");
        return this;
    }

    /**
     * Leaves user ids as the application says them. Unless told, they are trimmed, NFKC-normalised and lower-cased.
     *
     * @return this
     */
    public Callers userIdsAsIs() {
        return userIds(UserIds.AS_IS);
    }

    Callers userIds(UserIds how) {
        ids = Once.set(ids, how, "user-ids");
        return this;
    }

    List<AddressRange> trusted() {
        return trusted;
    }

    /** What a proxy would say, but nobody believes. */
    @Nullable
    String unheard() {
        if (!trusted.isEmpty()) {
            return null;
        }
        boolean isHeader = (user != null && user.from() == Source.From.HEADER)
                || (plan != null && plan.from() == Source.From.HEADER);
        return isHeader ? "a header without trusted proxies" : null;
    }

    boolean isForwardedInVain() {
        return trusted.isEmpty() && forwarding != null && forwarding != Forwarding.NONE;
    }

    CallerResolver build(List<String> plans, String defaultPlan) {
        return new PolicyCallers(
                user == null ? Source.PRINCIPAL : user,
                own,
                plan,
                plans,
                defaultPlan,
                ids == null ? UserIds.NORMALISED : ids,
                new ClientAddress(forwarding == null ? Forwarding.X_FORWARDED_FOR : forwarding, List.copyOf(trusted)));
    }

    private static <T> T parsed(Scalar<T> kind, String written) {
        T value = kind.parse(new Yaml.Text(written, written, Yaml.Type.WORDS, Yaml.Mark.BEGINNING));
        if (value == null) {
            throw new IllegalArgumentException("found '" + written + "', allowed: " + kind.allowed());
        }
        return value;
    }
}
