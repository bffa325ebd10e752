package io.faregate.ride;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Widens a network that is written as {@link Caller#network()} writes it. */
final class Subnet {
    private static final String V6 = "::/64";
    private static final int GROUPS = 3;
    private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private Subnet() {}

    static String of(String network) {
        if (network.endsWith(V6)) {
            return v6(network.substring(0, network.length() - V6.length()));
        }
        return V4.matcher(network).matches() ? network.substring(0, network.lastIndexOf('.')) + ".0/24" : network;
    }

    /** Groups of zeros at the end are not written, so that each network has one name. */
    private static String v6(String groups) {
        List<String> first = new ArrayList<>(List.of(groups.split(":")));
        while (first.size() > GROUPS
                || (!first.isEmpty() && first.get(first.size() - 1).equals("0"))) {
            first.remove(first.size() - 1);
        }
        return String.join(":", first) + "::/48";
    }
}
