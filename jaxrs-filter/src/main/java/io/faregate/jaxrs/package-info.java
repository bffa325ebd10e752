/**
 * The adapter for JAX-RS: {@link io.faregate.jaxrs.FaregateFeature} shows requests to the gate, hands on the checked body,
 * meters what is written, and ends the ride. It holds no policy.
 */
@NullMarked
package io.faregate.jaxrs;

import org.jspecify.annotations.NullMarked;
