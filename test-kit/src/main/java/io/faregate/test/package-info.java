/**
 * Tests of policies, and of code that rides: a gate whose clock only the test moves, a provider on the loopback interface,
 * and assertions that say in words what the gate decided instead.
 */
@NullMarked
package io.faregate.test;

import org.jspecify.annotations.NullMarked;
