package io.faregate.langchain4j;

/** What the provider of the tests says. */
final class Replies {
    static final String WHOLE = """
            {"id":"1","object":"chat.completion","created":1,"model":"gpt-5-mini-2025-08-07",\
            "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"hi"}}],\
            "usage":{"prompt_tokens":12,"completion_tokens":34,"total_tokens":46}}""";
    static final String UNREPORTED = WHOLE.replaceFirst(",\"usage\":\\{.*", "}");
    static final String DELTA = """
            {"id":"1","object":"chat.completion.chunk","created":1,"model":"gpt-5-mini",\
            "choices":[{"index":0,"delta":{"content":"hello"},"finish_reason":null}]}""";
    static final String USAGE = """
            {"id":"1","object":"chat.completion.chunk","created":1,"model":"gpt-5-mini","choices":[],\
            "usage":{"prompt_tokens":12,"completion_tokens":34,"total_tokens":46}}""";

    private Replies() {}
}
