package io.faregate.jaxrs;

/** When a request is decided over. */
enum Stage {
    /** Before JAX-RS looks for a resource: paths of routes. */
    PATH,
    /** With the resource method found, and after those filters that sign users in: routes that {@link Guarded} names. */
    METHOD
}
