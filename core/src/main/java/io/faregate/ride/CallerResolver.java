package io.faregate.ride;

/**
 * Says who asks. The policy's {@code callers} section makes the usual one; an application may bring its own. Called
 * once for each guarded request, in the request's thread; must be thread-safe. One that throws refuses the request.
 */
@FunctionalInterface
public interface CallerResolver {

    /**
     * The caller of a request.
     *
     * @param head what the adapter shows of the request
     * @return who asks; an anonymous caller when nobody is known
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
