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
}
