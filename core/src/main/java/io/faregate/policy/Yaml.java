package io.faregate.policy;

import java.util.List;

/** A YAML document as the policy reader needs it: texts, lists and entries, each with its place. */
sealed interface Yaml {

    /** Where it begins. */
    Mark mark();

    /** What it is, as a mistake says it. */
    String said();

    /** A place in the file, both from one. */
    record Mark(int line, int column) {
        /** The beginning of the file. */
        static final Mark BEGINNING = new Mark(1, 1);
    }

    /** What YAML takes a text for. */
    enum Type {
        WORDS,
        NUMBER,
        TRUTH
    }

    /** One value; {@code written} is what the file has, before variables were filled in. */
    record Text(String value, String written, Type type, Mark mark) implements Yaml {
        @Override
        public String said() {
            return "'" + written + "'";
        }
    }

    /** A list. */
    record Items(List<Yaml> items, Mark mark) implements Yaml {
        @Override
        public String said() {
            return "a list";
        }
    }

    /** Keys and their values; no key is there twice. */
    record Entries(List<Entry> entries, Mark mark) implements Yaml {
        @Override
        public String said() {
            return "keys and values";
        }
    }

    /** One key and its value. */
    record Entry(String key, Mark mark, Yaml value) {}

    /** A key without a value, or null. */
    record Nothing(Mark mark) implements Yaml {
        @Override
        public String said() {
            return "nothing";
        }
    }

    /** What is a mistake already, and must not be a second one. */
    record Unreadable(Mark mark) implements Yaml {
        @Override
        public String said() {
            return "a mistake";
        }
    }
}
