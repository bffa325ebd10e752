package io.faregate.body;

/** The application's own small body: one message and what may be chosen. */
final class AppBody {
    private AppBody() {}

    static Fields request(AppFields fields) {
        return Fields.none()
                .prompt(fields.message())
                .model(fields.model())
                .choice(Choice.OUTPUT_TOKENS, fields.maxOutputTokens())
                .choice(Choice.STEPS, fields.maxSteps())
                .choice(Choice.RETRIEVED_DOCUMENTS, fields.retrievalLimit())
                .allowed(fields.allowed())
                .unknown(fields.unknown())
                .beside(fields.query());
    }
}
