package io.faregate.policy;

/**
 * A range of addresses.
 *
 * @param first its first address
 * @param bits how many leading bits, of 128, are the same in all of it
 * @param written as the policy writes it
 */
record AddressRange(Address first, int bits, String written) {
    private static final int V4_BITS = 96;

    /**
     * A range as {@code 10.0.0.0/24}, or one address.
     *
     * @throws IllegalArgumentException when it is neither, or when bits are set behind the prefix
     */
    static AddressRange of(String written) {
        int slash = written.indexOf('/');
        String address = slash < 0 ? written : written.substring(0, slash);
        Address first =
                Address.parse(address).orElseThrow(() -> new IllegalArgumentException("no address: " + written));
        int before = address.indexOf(':') < 0 ? V4_BITS : 0;
        int bits = slash < 0 ? 128 : before + Integer.parseInt(written.substring(slash + 1));
        if (bits > 128 || !masked(first, bits).equals(first)) {
            throw new IllegalArgumentException("no range: " + written);
        }
        return new AddressRange(first, bits, written);
    }

    boolean contains(Address address) {
        return masked(address, bits).equals(first);
    }

    /** Whether it holds more addresses than proxies usually have. */
    boolean isWide() {
        return bits < (first.isV4() ? V4_BITS + 24 : 48);
    }

    private static Address masked(Address address, int bits) {
        return new Address(address.high() & mask(bits), address.low() & mask(bits - 64));
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1L : -1L << (64 - bits);
    }
}
