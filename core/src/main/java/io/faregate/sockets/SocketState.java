package io.faregate.sockets;

/** What the kernel says of a connection. */
public enum SocketState {
    /** Nobody has looked yet, the kernel does not know it by these addresses, or this end has closed it: nothing can be said. */
    UNKNOWN,
    /** Open both ways. */
    OPEN,
    /** The other end sends no more: it has closed, or only its own half. */
    HALF_CLOSED,
    /** What was sent is not acknowledged, however often it is sent again: the other end has vanished. */
    UNANSWERED,
    /** It was there, and is no more. */
    GONE
}
