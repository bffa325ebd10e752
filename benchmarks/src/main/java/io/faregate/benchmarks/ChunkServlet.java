package io.faregate.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The application: writes a stream of small events, and notes what CPU time its thread took for it. */
final class ChunkServlet extends HttpServlet {
    static final int CHUNKS = 2_000;

    /** With this header each event is sent by itself. */
    static final String FLUSHED = "X-Flushed";

    private static final long serialVersionUID = 1L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final byte[] CHUNK =
            "data: {\"choices\":[{\"delta\":{\"content\":\"gate\"}}]}\n\n".getBytes(US_ASCII);

    private final transient BlockingQueue<Long> nanos = new LinkedBlockingQueue<>();

    /** CPU time of the stream that has ended. */
    long nanos() throws InterruptedException {
        return nanos.take();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.getInputStream().readAllBytes();
        boolean flushed = request.getHeader(FLUSHED) != null;
        response.setContentType("text/event-stream");
        ServletOutputStream out = response.getOutputStream();
        long before = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < CHUNKS; i++) {
            out.write(CHUNK, 0, CHUNK.length);
            if (flushed) {
                out.flush();
            }
        }
        nanos.add(THREADS.getCurrentThreadCpuTime() - before);
    }
}
