package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Binary frames as Amazon's event streams have them, written by the letter of their description. */
public final class Frames {
    private Frames() {}

    /** One frame for each line. */
    static byte[] of(byte[] lines) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        Bodies.text(lines).lines().forEach(line -> stream.writeBytes(frame("contentBlockDelta", line)));
        return stream.toByteArray();
    }

    /**
     * One frame of an event.
     *
     * @param event its type
     * @param payload JSON
     * @return the frame
     */
    public static byte[] frame(String event, String payload) {
        byte[] headers = headers(":event-type", event, ":content-type", "application/json", ":message-type", "event");
        byte[] json = payload.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(12 + headers.length + json.length + 4);
        frame.putInt(frame.capacity()).putInt(headers.length);
        byte[] bytes = frame.array();
        frame.putInt(checksum(bytes, 8)).put(headers).put(json);
        frame.putInt(checksum(bytes, bytes.length - 4));
        return bytes;
    }

    /**
     * What a frame says.
     *
     * @param headers those whose values are strings: there must be no others
     * @param payload as text
     */
    public record Read(Map<String, String> headers, String payload) {}

    /**
     * Reads one frame, whose checksums must be right.
     *
     * @param bytes the frame and nothing else
     * @return what it says
     */
    public static Read read(byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        assertThat(frame.getInt()).isEqualTo(bytes.length);
        int end = 12 + frame.getInt();
        assertThat(frame.getInt()).isEqualTo(checksum(bytes, 8));
        assertThat(frame.getInt(bytes.length - 4)).isEqualTo(checksum(bytes, bytes.length - 4));
        Map<String, String> headers = new HashMap<>();
        while (frame.position() < end) {
            String name = text(frame, frame.get());
            assertThat(frame.get()).isEqualTo((byte) 7);
            headers.put(name, text(frame, frame.getShort()));
        }
        return new Read(headers, text(frame, bytes.length - 4 - end));
    }

    private static String text(ByteBuffer frame, int length) {
        byte[] bytes = new byte[length];
        frame.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] headers(String... namesAndValues) {
        ByteBuffer headers = ByteBuffer.allocate(512);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            byte[] name = namesAndValues[i].getBytes(StandardCharsets.US_ASCII);
            byte[] value = namesAndValues[i + 1].getBytes(StandardCharsets.US_ASCII);
            headers.put((byte) name.length)
                    .put(name)
                    .put((byte) 7)
                    .putShort((short) value.length)
                    .put(value);
        }
        byte[] bytes = new byte[headers.position()];
        headers.flip().get(bytes);
        return bytes;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
