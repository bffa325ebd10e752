/** Connections of this machine, as the kernel of Linux shows them: whether who is at the other end is still there. */
@NullMarked
package io.faregate.sockets;

import org.jspecify.annotations.NullMarked;
