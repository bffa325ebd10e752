/** What a container and its administrator are for a real application: a Tomcat 9, and a stand-in for the provider. */
@NullMarked
package io.faregate.samples.legacy;

import org.jspecify.annotations.NullMarked;
