/** The application: a user who signs in, kept in the session, and a servlet that asks a model. */
@NullMarked
package io.faregate.samples.legacy.web;

import org.jspecify.annotations.NullMarked;
