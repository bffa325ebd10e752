package io.faregate.policy;

import io.faregate.ride.RequestHead;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Finds the client's network: the peer, or behind trusted proxies the nearest address that is none of them. What is
 * left of that one the client may have written itself. Immutable and thread-safe.
 *
 * @param header which header of a trusted proxy is read
 * @param trusted the proxies
 */
record ClientAddress(Forwarding header, List<AddressRange> trusted) {
    /** The network of a peer whose address is none, as that of a Unix domain socket: one for all of them. */
    static final String UNKNOWN = "unknown";

    /** The peer itself, whoever it is. */
    static final ClientAddress OF_PEER = new ClientAddress(Forwarding.NONE, List.of());

    private static final int MOST_HOPS = 32;

    boolean isProxied(RequestHead head) {
        return !trusted.isEmpty()
                && Address.hop(head.peer()).filter(this::isTrusted).isPresent();
    }

    String network(RequestHead head) {
        Optional<Address> peer = Address.hop(head.peer());
        if (peer.isEmpty()) {
            return UNKNOWN;
        }
        boolean reads = header != Forwarding.NONE && isTrusted(peer.get());
        return (reads ? client(head, peer.get()) : peer.get()).network();
    }

    /** Behind the last trusted proxy; the peer when a proxy wrote what can not be read, or there are too many hops. */
    private Address client(RequestHead head, Address peer) {
        Iterator<String> hops = Hops.of(header, head);
        Address nearest = peer;
        for (int i = 0; i < MOST_HOPS; i++) {
            if (!hops.hasNext()) {
                return nearest;
            }
            Optional<Address> hop = Address.hop(hops.next());
            if (hop.isEmpty()) {
                return peer;
            }
            if (!isTrusted(hop.get())) {
                return hop.get();
            }
            nearest = hop.get();
        }
        return peer;
    }

    private boolean isTrusted(Address address) {
        for (AddressRange range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
