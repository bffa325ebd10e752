/** The contract in real servers, each a process of its own, started as its users do. */
@NullMarked
package io.faregate.servers;

import org.jspecify.annotations.NullMarked;
