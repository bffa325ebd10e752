package io.faregate.ride;

/**
 * Says who asks. The policy's {@code callers} section makes the usual one; an application may bring its own. Called
 * once for each guarded request, in the request's thread; must be thread-safe. Whatever user id it says is normalised
 * before it keys limits, unless the policy's {@code user-ids} is {@code as-is}; the record keeps what it said. One that
 * throws refuses the request: with status 401 for an {@link UnusableUserIdException}, else with 503.
 */
@FunctionalInterface
public interface CallerResolver {

    /**
     * The caller of a request.
     *
     * <p>The network is the application's to say; a limit on networks counts by it as it is written.
     *
     * @param head what the adapter shows of the request
     * @return who asks; an anonymous caller when nobody is known
     * @throws UnusableUserIdException when nobody can have the id that the request comes with
     */
    Caller resolve(RequestHead head);

    /**
     * A caller whose user id and network a person wrote, in the form that this resolver gives them.
     *
     * @param written a caller as an operator or the application names it
     * @return the same caller as it would ask
     * @throws IllegalArgumentException when nobody could ask by such a name
     */
    default Caller spelled(Caller written) {
        return written;
    }
}
