package io.faregate.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.faregate.body.AppFields;
import io.faregate.body.Dialect;
import io.faregate.body.Dialects;
import io.faregate.body.ResponseMeter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * What it costs to read usage and output from a stream while it passes: CPU time of one thread and bytes allocated for
 * each chunk, which is one event as providers send it. A meter lives as long as a stream, as it does in a ride.
 */
public final class MeterBenchmark {
    private static final int WARM_UP = 10;
    private static final int ROUNDS = 31;
    private static final int CHUNKS = 500;
    private static final int STREAMS = 40;

    /** Characters of a picture in one event, a small part of what is usual. */
    private static final int PICTURE = 4 * 1024;

    private static final String SSE = "text/event-stream";
    private static final OutputStream NOWHERE = OutputStream.nullOutputStream();

    private final Map<String, Stream> streams = new LinkedHashMap<>();
    private long seen;

    /**
     * Prints the table.
     *
     * @param args none
     * @throws Exception when anything measured fails
     */
    public static void main(String[] args) throws Exception {
        new MeterBenchmark().run();
    }

    private MeterBenchmark() {
        String chat = "data: {\"id\":\"chatcmpl-CSV4pLsmU7nDqTrSMUvLL4p2VB\",\"object\":\"chat.completion.chunk\","
                + "\"created\":1760000000,\"model\":\"gpt-5-mini-2025-08-07\",\"service_tier\":\"default\","
                + "\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\" gate\"},"
                + "\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"8hK2pQ\"}\n\n";
        add("openai-chat", SSE, false, chat);
        add("openai-chat", SSE, true, chat);
        add(
                "openai-responses",
                SSE,
                false,
                "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
                        + "\"sequence_number\":17,\"item_id\":\"msg_68e7f1b2c0d48190a6\",\"output_index\":0,"
                        + "\"content_index\":0,\"delta\":\" gate\",\"logprobs\":[],\"obfuscation\":\"8hK2pQ\"}\n\n");
        add(
                "anthropic",
                SSE,
                false,
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                        + "\"delta\":{\"type\":\"text_delta\",\"text\":\" gate, and then\"}}\n\n");
        add(
                "gemini",
                "/v1beta/models/some-model:streamGenerateContent",
                SSE,
                false,
                "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \" gate, and then the train leaves\"}],"
                        + "\"role\": \"model\"},\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 9,"
                        + "\"candidatesTokenCount\": 27,\"totalTokenCount\": 36,\"promptTokensDetails\": "
                        + "[{\"modality\": \"TEXT\",\"tokenCount\": 9}]},\"modelVersion\": \"gemini-2.5-flash\","
                        + "\"responseId\": \"p2XnaO2pBJ\"}\r\n\r\n");
        add(
                "ollama",
                "application/x-ndjson",
                false,
                "{\"model\":\"llama3.2\",\"created_at\":\"2026-11-20T10:00:00.123456Z\",\"message\":{\"role\":"
                        + "\"assistant\",\"content\":\" gate\"},\"done\":false}\n");
        add(
                "openai-completions",
                SSE,
                false,
                "data: {\"id\":\"cmpl-CSV4pLsmU7nDqTrSMUvLL4p2VB\",\"object\":\"text_completion\","
                        + "\"created\":1760000000,\"choices\":[{\"text\":\" gate\",\"index\":0,\"logprobs\":null,"
                        + "\"finish_reason\":null}],\"model\":\"gpt-3.5-turbo-instruct\",\"usage\":null}\n\n");
        add(
                "mistral",
                SSE,
                false,
                "data: {\"id\":\"d3a0f557943648c49fb019bc65a64334\",\"object\":\"chat.completion.chunk\","
                        + "\"created\":1760000000,\"model\":\"mistral-small-2603\",\"choices\":[{\"index\":0,"
                        + "\"delta\":{\"content\":\" gate\"},\"finish_reason\":null}],\"p\":\"abcdefghijkl\"}\n\n");
        add(
                "cohere-v2",
                SSE,
                false,
                "event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":"
                        + "{\"content\":{\"text\":\" gate\"}}}}\n\n");
        add(
                "openai-images",
                SSE,
                false,
                "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\","
                        + "\"partial_image_index\":0,\"b64_json\":\"" + "iVBORw0K".repeat(PICTURE / 8) + "\"}\n\n");
        add(
                "openai-audio",
                "/v1/audio/transcriptions",
                SSE,
                false,
                "data: {\"type\":\"transcript.text.delta\",\"delta\":\" gate\",\"logprobs\":[]}\n\n");
        addFrames();
    }

    private void addFrames() {
        String payload = "{\"contentBlockIndex\":0,\"delta\":{\"text\":\" gate, and then\"},\"p\":\"abcdefghijklmno\"}";
        byte[] json = payload.getBytes(UTF_8);
        byte[] frame = new byte[16 + json.length];
        ByteBuffer.wrap(frame).putInt(frame.length);
        ByteBuffer.wrap(frame, 8, 4).putInt(checksum(frame, 8));
        System.arraycopy(json, 0, frame, 12, json.length);
        ByteBuffer.wrap(frame, frame.length - 4, 4).putInt(checksum(frame, frame.length - 4));
        Dialect bedrock = Dialects.named("bedrock-converse", AppFields.DEFAULT)
                .orElseThrow()
                .at("/model/some-model/converse-stream");
        streams.put("bedrock-converse", new Stream(bedrock, "application/vnd.amazon.eventstream", false, frame));
    }

    private static int checksum(byte[] frame, int to) {
        CRC32 checksum = new CRC32();
        checksum.update(frame, 0, to);
        return (int) checksum.getValue();
    }

    private void add(String dialect, String type, boolean withhold, String chunk) {
        add(dialect, "/", type, withhold, chunk);
    }

    private void add(String dialect, String path, String type, boolean withhold, String chunk) {
        Dialect at = Dialects.named(dialect, AppFields.DEFAULT).orElseThrow().at(path);
        streams.put(
                dialect + (withhold ? ", usage withheld" : ""), new Stream(at, type, withhold, chunk.getBytes(UTF_8)));
    }

    private void run() throws Exception {
        Rounds rounds = new Rounds();
        streams.forEach((name, stream) -> rounds.add(name, new OneThread(STREAMS, () -> pass(stream))));
        rounds.run(WARM_UP, ROUNDS);
        System.out.printf("%d bytes seen%n%n", seen);
        System.out.println("| stream | us a chunk | bytes of a chunk | bytes allocated a chunk |");
        System.out.println("|---|---|---|---|");
        streams.forEach((name, stream) -> System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %d | %.1f |%n",
                name,
                rounds.median(name, OneThread.NANOS) / CHUNKS / 1000,
                stream.chunk.length,
                rounds.median(name, OneThread.BYTES) / CHUNKS));
    }

    private void pass(Stream stream) {
        ResponseMeter meter = stream.dialect.meter(stream.type, stream.withhold);
        try {
            for (int i = 0; i < CHUNKS; i++) {
                meter.pass(stream.chunk, 0, stream.chunk.length, NOWHERE);
            }
            meter.end(NOWHERE);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        seen += meter.deliveredBytes().orElseThrow();
    }

    private static final class Stream {
        private final Dialect dialect;
        private final String type;
        private final boolean withhold;
        private final byte[] chunk;

        private Stream(Dialect dialect, String type, boolean withhold, byte[] chunk) {
            this.dialect = dialect;
            this.type = type;
            this.withhold = withhold;
            this.chunk = chunk;
        }
    }
}
