package io.faregate.body;

import java.util.Set;

/** The application's own form: files under any name, a text, and what may be chosen. */
final class AppForm {
    private AppForm() {}

    static Fields form(Set<String> allowed) {
        return Fields.none()
                .model("/model")
                .choiceIfNamed(Choice.CHOICES, "/n")
                .all(Role.TEXT, "/prompt")
                .allowed(allowed);
    }
}
