package io.faregate.policy;

import org.jspecify.annotations.Nullable;

/**
 * A document in a form of its own: written in place, or the name of the file that has it. What it says is not the key
 * table's to know.
 *
 * @param file what the name of a file may be
 */
record Document(Scalar<String> file) implements Kind<Yaml> {

    @Override
    public @Nullable Yaml read(Yaml value, String path, Mistakes mistakes) {
        boolean isFile = value instanceof Yaml.Text && file.parse(value) != null;
        if (isFile || value instanceof Yaml.Entries) {
            return value;
        }
        mistakes.wrong(value, path, allowed());
        return null;
    }

    @Override
    public String allowed() {
        return file.allowed() + ", or what it would have";
    }
}
