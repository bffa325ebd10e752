package io.faregate.policy;

/**
 * One key of a section: a row of the key table.
 *
 * @param name as it is written
 * @param kind what its value may be
 * @param needed whether it must be there
 * @param preset what holds without it, in words; empty for nothing
 * @param example a value, as it may be written
 * @param text what it is for
 */
record Key<T>(String name, Kind<T> kind, boolean needed, String preset, String example, String text) {

    static <T> Key<T> needed(String name, Kind<T> kind, String example, String text) {
        return new Key<>(name, kind, true, "", example, text);
    }

    static <T> Key<T> of(String name, Kind<T> kind, String preset, String example, String text) {
        return new Key<>(name, kind, false, preset, example, text);
    }
}
