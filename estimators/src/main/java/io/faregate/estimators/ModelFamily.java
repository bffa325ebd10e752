package io.faregate.estimators;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.regex.Pattern;

/**
 * Models whose prompts are counted alike. JTokkit's own map is not asked: it takes gpt-4.1 for gpt-4, and knows nothing
 * newer. Vocabularies are not prices, so that here the beginning of a name may decide.
 */
enum ModelFamily {
    /** OpenAI's models since gpt-4o. */
    O200K(
            EncodingType.O200K_BASE,
            "(chatgpt-|codex|computer-use|daybreak|gpt-(4o|4\\.|[5-9]|oss|image|audio|realtime)|o\\d).*",
            Frame.OPENAI),
    /** OpenAI's models from gpt-3.5 to gpt-4 turbo, and its embeddings; in Azure, gpt-35. */
    CL100K(EncodingType.CL100K_BASE, "(gpt-4|gpt-3\\.?5)(-.*)?|text-embedding-.*|(davinci|babbage)-002", Frame.OPENAI),
    /** Anthropic's, at whichever provider. */
    CLAUDE(EncodingType.O200K_BASE, ".*claude.*", Frame.CLAUDE),
    /** Meta's. */
    LLAMA(EncodingType.O200K_BASE, ".*llama.*", Frame.LLAMA),
    /** Mistral's. */
    MISTRAL(
            EncodingType.O200K_BASE,
            ".*(mistral|mixtral|ministral|magistral|codestral|devstral|pixtral).*",
            Frame.MISTRAL),
    /** All others. */
    OTHER(EncodingType.O200K_BASE, ".*", Frame.OTHER);

    private static final EncodingRegistry VOCABULARIES = Encodings.newLazyEncodingRegistry();

    private final EncodingType type;
    private final Pattern names;
    private final Frame frame;

    ModelFamily(EncodingType type, String names, Frame frame) {
        this.type = type;
        this.names = Pattern.compile(names);
        this.frame = frame;
    }

    /** The family of a name without its path and in lower case. */
    static ModelFamily of(String name) {
        for (ModelFamily family : values()) {
            if (family.names.matcher(name).matches()) {
                return family;
            }
        }
        throw new IllegalStateException("the last family takes every name");
    }

    /** Thread-safe, and loaded when it is first asked for. */
    Encoding vocabulary() {
        return VOCABULARIES.getEncoding(type);
    }

    /** Whether the vocabulary is the family's own. */
    boolean isExact() {
        return frame == Frame.OPENAI;
    }

    Frame frame() {
        return frame;
    }
}
