package io.faregate.body;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Binary frames as Amazon's event streams have them, written by the letter of their description. */
final class Frames {
    private Frames() {}

    /** One frame for each line. */
    static byte[] of(byte[] lines) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        Bodies.text(lines).lines().forEach(line -> stream.writeBytes(frame("contentBlockDelta", line)));
        return stream.toByteArray();
    }

    static byte[] frame(String event, String payload) {
        byte[] headers = headers(":event-type", event, ":content-type", "application/json", ":message-type", "event");
        byte[] json = payload.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(12 + headers.length + json.length + 4);
        frame.putInt(frame.capacity()).putInt(headers.length);
        byte[] bytes = frame.array();
        frame.putInt(checksum(bytes, 8)).put(headers).put(json);
        frame.putInt(checksum(bytes, bytes.length - 4));
        return bytes;
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
