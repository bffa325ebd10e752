package io.faregate.policy;

import io.faregate.policy.Yaml.Mark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/** Reads text as YAML 1.2: no anchor, alias, merge or tag, and no key twice. Variables are filled in afterwards. */
final class YamlReader {
    private static final int LARGEST = 1 << 20;

    private final Variables variables;
    private final Mistakes mistakes;
    private final Set<Node> anchors = Collections.newSetFromMap(new IdentityHashMap<>());

    YamlReader(Variables variables, Mistakes mistakes) {
        this.variables = variables;
        this.mistakes = mistakes;
    }

    /** The document; what is a mistake in it is noted. */
    Yaml read(String text) {
        LoadSettings settings = LoadSettings.builder()
                // the core schema would carry out a merge before it can be refused
                .setSchema(new JsonSchema())
                .setAllowNonScalarKeys(true)
                .setCodePointLimit(LARGEST)
                .setAllowDuplicateKeys(true)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.isPresent() ? yaml(root.get(), "") : new Yaml.Nothing(Mark.BEGINNING);
        } catch (MarkedYamlEngineException broken) {
            Mark mark = broken.getProblemMark().map(YamlReader::mark).orElse(Mark.BEGINNING);
            String context = broken.getContext();
            boolean isBare = context == null || context.isBlank();
            return broken(mark, (isBare ? "" : context + ", ") + broken.getProblem());
        } catch (YamlEngineException broken) {
            return broken(Mark.BEGINNING, String.valueOf(broken.getMessage()));
        } catch (StackOverflowError deep) {
            return broken(Mark.BEGINNING, "lists nested too deeply");
        }
    }

    private Yaml broken(Mark mark, String problem) {
        mistakes.add(mark, "", "no YAML: " + problem, "YAML 1.2 of at most 1 MiB");
        return new Yaml.Unreadable(mark);
    }

    private Yaml yaml(Node node, String path) {
        Mark mark = mark(node);
        mistakes.place(path, mark);
        // what has an anchor is not looked into: an alias may make a tree of it that never ends
        if (node.getAnchor().isPresent()) {
            return anchored(node, path);
        }
        if (!isPlainTag(node)) {
            return refused(mark, path, "the tag " + node.getTag());
        }
        if (node instanceof MappingNode mapping) {
            return entries(mapping, path);
        }
        return node instanceof SequenceNode sequence ? items(sequence, path) : text((ScalarNode) node, path);
    }

    /** An alias shows the same node again, which is a mistake already. */
    private Yaml anchored(Node node, String path) {
        if (!anchors.add(node)) {
            return new Yaml.Unreadable(mark(node));
        }
        return refused(mark(node), path, "the anchor &" + node.getAnchor().orElseThrow());
    }

    private Yaml refused(Mark mark, String path, String what) {
        mistakes.add(mark, path, what, "values written out, without anchors, aliases, merges and tags");
        return new Yaml.Unreadable(mark);
    }

    private static boolean isPlainTag(Node node) {
        Tag tag = node.getTag();
        return tag.equals(Tag.MAP)
                || tag.equals(Tag.SEQ)
                || tag.equals(Tag.STR)
                || tag.equals(Tag.INT)
                || tag.equals(Tag.FLOAT)
                || tag.equals(Tag.BOOL)
                || tag.equals(Tag.NULL)
                || tag.equals(Tag.ENV_TAG);
    }

    private Yaml items(SequenceNode sequence, String path) {
        List<Yaml> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(yaml(item, path + "[" + items.size() + "]"));
        }
        return new Yaml.Items(items, mark(sequence));
    }

    private Yaml entries(MappingNode mapping, String path) {
        List<Yaml.Entry> entries = new ArrayList<>();
        Map<String, Mark> seen = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = key(tuple.getKeyNode(), path);
            Mark mark = mark(tuple.getKeyNode());
            Mark before = key.isEmpty() ? null : seen.putIfAbsent(key, mark);
            if (before != null) {
                mistakes.add(mark, Paths.key(path, key), "the key twice", "once; it is on line " + before.line());
            } else if (!key.isEmpty()) {
                entries.add(new Yaml.Entry(key, mark, yaml(tuple.getValueNode(), Paths.key(path, key))));
            }
        }
        return new Yaml.Entries(entries, mark(mapping));
    }

    /** The key's text; empty for a key that is a mistake. */
    private String key(Node node, String path) {
        boolean isText = node instanceof ScalarNode && node.getAnchor().isEmpty() && isPlainTag(node);
        String key = isText ? ((ScalarNode) node).getValue() : "";
        if (key.equals("<<")) {
            refused(mark(node), path, "the merge key <<");
            return "";
        }
        if (key.isEmpty()) {
            mistakes.add(mark(node), path, "a key that is no text", "a name");
        }
        return key;
    }

    private Yaml text(ScalarNode node, String path) {
        Mark mark = mark(node);
        if (node.getTag().equals(Tag.NULL)) {
            return new Yaml.Nothing(mark);
        }
        String filled = variables.fill(node.getValue());
        if (filled == null) {
            mistakes.add(mark, path, "'" + node.getValue() + "'", Variables.ALLOWED);
            return new Yaml.Unreadable(mark);
        }
        return new Yaml.Text(filled, node.getValue(), type(node.getTag()), mark);
    }

    private static Yaml.Type type(Tag tag) {
        if (tag.equals(Tag.BOOL)) {
            return Yaml.Type.TRUTH;
        }
        return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) ? Yaml.Type.NUMBER : Yaml.Type.WORDS;
    }

    private static Mark mark(Node node) {
        return node.getStartMark().map(YamlReader::mark).orElse(Mark.BEGINNING);
    }

    private static Mark mark(org.snakeyaml.engine.v2.exceptions.Mark mark) {
        return new Mark(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
