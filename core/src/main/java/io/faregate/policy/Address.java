package io.faregate.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 address; an IPv4 address is its IPv4-mapped one. Read by hand: the JDK's own parser asks DNS for what is no
 * literal.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
record Address(long high, long low) {
    private static final int LONGEST = 100;
    private static final long MAPPED = 0xffffL << 32;
    /** The prefix by which translators show an IPv4 address to IPv6, RFC 6052 section 2.1. */
    private static final long TRANSLATED = 0x0064_ff9bL << 32;
    /** A port, or the name that a proxy says in its place, RFC 7239 section 6. */
    private static final String ANY_PORT = ":(?:[0-9]{1,5}|_[0-9A-Za-z._-]+)";

    private static final Pattern PORT = Pattern.compile(ANY_PORT);
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\[\\]]+)](?:" + ANY_PORT + ")?");

    /** An address as sockets and proxies write it: with a port, in brackets, with a zone id, or bare; if any. */
    static Optional<Address> hop(@Nullable String written) {
        String text = written == null ? "" : written.strip();
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        if (text.startsWith("[")) {
            Matcher brackets = BRACKETS.matcher(text);
            return brackets.matches() ? v6(brackets.group(1)) : Optional.empty();
        }
        int colon = text.indexOf(':');
        boolean port = colon > 0
                && text.indexOf('.') >= 0
                && PORT.matcher(text.substring(colon)).matches();
        return parse(port ? text.substring(0, colon) : text);
    }

    /** An address, with nothing around it. */
    static Optional<Address> parse(String text) {
        return text.indexOf(':') >= 0 ? v6(text) : v4(text);
    }

    /** The network of an address, or of a network of 64 bits, as a person writes it. */
    static String networkOf(String written) {
        boolean isNetwork = written.endsWith("/64") && written.indexOf(':') >= 0;
        return hop(isNetwork ? written.substring(0, written.length() - 3) : written)
                .map(address -> isNetwork ? address.prefix() : address.network())
                .orElseThrow(() -> new IllegalArgumentException(
                        "found '" + written + "', allowed: an IPv4 address, or an IPv6 address or network of 64 bits"));
    }

    boolean isV4() {
        return high == 0 && (low >>> 32) == 0xffff;
    }

    /** What callers are counted by: an IPv4 address, also a translated one, or an IPv6 network of 64 bits. */
    String network() {
        boolean isTranslated = high == TRANSLATED && (low >>> 32) == 0;
        return isV4() || isTranslated
                ? (low >> 24 & 0xff) + "." + (low >> 16 & 0xff) + "." + (low >> 8 & 0xff) + "." + (low & 0xff)
                : prefix();
    }

    private String prefix() {
        StringBuilder text = new StringBuilder();
        for (int shift = 48; shift >= 0 && (high << (48 - shift)) != 0; shift -= 16) {
            text.append(text.isEmpty() ? "" : ":").append(Long.toHexString(high >>> shift & 0xffff));
        }
        return text.append("::/64").toString();
    }

    /** Four decimal numbers, none with a leading zero: some systems read those as octal. */
    private static Optional<Address> v4(String text) {
        long bits = 0;
        int begin = 0;
        for (int i = 0; i < 4; i++) {
            int dot = text.indexOf('.', begin);
            int end = i < 3 ? dot : text.length();
            int value = end < 0 ? -1 : number(text, begin, end);
            if (value < 0 || (i == 3 && dot >= 0)) {
                return Optional.empty();
            }
            bits = bits << 8 | value;
            begin = end + 1;
        }
        return Optional.of(new Address(0, MAPPED | bits));
    }

    /** A number up to 255, or -1. */
    private static int number(String text, int begin, int end) {
        int digits = end - begin;
        if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(begin) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = begin; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value <= 255 ? value : -1;
    }

    private static Optional<Address> v6(String written) {
        int zone = written.indexOf('%');
        String text = zone < 0 ? written : written.substring(0, zone);
        int gap = text.indexOf("::");
        if (gap < 0) {
            List<Integer> groups = groups(text, true);
            return groups == null || groups.size() != 8 ? Optional.empty() : Optional.of(of(groups));
        }
        List<Integer> head = groups(text.substring(0, gap), false);
        List<Integer> tail = groups(text.substring(gap + 2), true);
        if (head == null || tail == null || head.size() + tail.size() > 7) {
            return Optional.empty();
        }
        List<Integer> all = new ArrayList<>(head);
        while (all.size() + tail.size() < 8) {
            all.add(0);
        }
        all.addAll(tail);
        return Optional.of(of(all));
    }

    private static Address of(List<Integer> groups) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | groups.get(i);
            low = low << 16 | groups.get(i + 4);
        }
        return new Address(high, low);
    }

    /** Groups of 16 bits between colons, or null; the last ones of an address may be written as IPv4. */
    private static @Nullable List<Integer> groups(String text, boolean last) {
        List<Integer> groups = new ArrayList<>();
        String[] parts = text.isEmpty() ? new String[0] : text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            Optional<Address> v4 = last && i == parts.length - 1 ? v4(parts[i]) : Optional.empty();
            if (v4.isPresent()) {
                groups.add((int) (v4.get().low >>> 16 & 0xffff));
                groups.add((int) (v4.get().low & 0xffff));
            } else if (isGroup(parts[i])) {
                groups.add(Integer.parseInt(parts[i], 16));
            } else {
                return null;
            }
        }
        return groups;
    }

    private static boolean isGroup(String part) {
        return !part.isEmpty()
                && part.length() <= 4
                && part.chars().allMatch(c -> (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'));
    }
}
