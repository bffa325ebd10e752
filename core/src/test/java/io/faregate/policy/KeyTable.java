package io.faregate.policy;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The key table as the reference of docs/policy.md shows it: one table a section. */
final class KeyTable {
    private static final int PLACES = 4;

    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final Map<String, Set<String>> places = new LinkedHashMap<>();

    private KeyTable(Section root) {
        add(root, "");
    }

    static String of(Section root) {
        KeyTable table = new KeyTable(root);
        return table.sections.values().stream().map(table::section).collect(Collectors.joining("\n"));
    }

    static List<Section> sections(Section root) {
        return List.copyOf(new KeyTable(root).sections.values());
    }

    private void add(Section section, String path) {
        places.computeIfAbsent(section.name(), name -> new LinkedHashSet<>()).add(path);
        if (sections.putIfAbsent(section.name(), section) == null || !path.isEmpty()) {
            section.keys().forEach(key -> add(key.kind(), path.isEmpty() ? key.name() : path + "." + key.name()));
        }
    }

    private void add(Kind<?> kind, String path) {
        if (kind instanceof Section section) {
            add(section, path);
        } else if (kind instanceof ListOf<?> list) {
            add(list.item(), path + "[]");
        } else if (kind instanceof MapOf<?> entries) {
            add(entries.value(), path + "." + entries.placeholder());
        }
    }

    private String section(Section section) {
        String rows = section.keys().stream().map(KeyTable::row).collect(Collectors.joining());
        String bare = section.bare() == null
                ? ""
                : "Its keys may be left out for one value: "
                        + section.bare().kind().allowed() + ".\n\n";
        return "### " + section.name() + "\n\n" + place(section) + bare + relations(section)
                + "| key | value | default | example | what it is |\n|---|---|---|---|---|\n" + rows;
    }

    private String place(Section section) {
        Set<String> all = places.getOrDefault(section.name(), Set.of());
        String list = all.stream().limit(PLACES).map(path -> "`" + path + "`").collect(Collectors.joining(", "));
        return all.contains("")
                ? "The whole file.\n\n"
                : "At " + list + (all.size() > PLACES ? " and so on" : "") + ".\n\n";
    }

    private static String relations(Section section) {
        String all = section.relations().stream()
                .map(relation -> "- " + said(relation) + "\n")
                .collect(Collectors.joining());
        return all.isEmpty() ? "" : all + "\n";
    }

    private static String said(Relation relation) {
        if (relation instanceof Relation.ExactlyOne one) {
            return "exactly one of `" + String.join("`, `", one.keys()) + "`";
        }
        if (relation instanceof Relation.Needs needs) {
            return "`" + needs.key() + "` only beside `" + needs.other() + "`";
        }
        Relation.Excludes excludes = (Relation.Excludes) relation;
        return "`" + excludes.key() + "` or `" + excludes.other() + "`, not both";
    }

    private static String row(Key<?> key) {
        String preset = key.needed() ? "needed" : key.preset();
        return "| `" + key.name() + "` | " + cell(key.kind().allowed()) + " | " + cell(preset) + " | `"
                + key.example().replace("|", "\\|") + "` | " + cell(key.text()) + " |\n";
    }

    /** Code is shown as it is, but a bar ends a cell even there. */
    private static String cell(String text) {
        String shown = text.replace("|", "\\|");
        return shown.contains("`") ? shown : shown.replace("*", "\\*");
    }
}
