/** The application: who signs in, and a resource that streams what a model says. */
@NullMarked
package io.faregate.samples.jaxrs.app;

import org.jspecify.annotations.NullMarked;
