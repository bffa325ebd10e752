/**
 * The adapter for servlet containers: {@link io.faregate.servlet.FaregateFilter} shows requests to the gate, hands on
 * the checked body, meters the response, and ends the ride whichever way it ends. It holds no policy.
 */
@NullMarked
package io.faregate.servlet;

import org.jspecify.annotations.NullMarked;
