package io.faregate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;

/** A body that nobody has written yet. */
final class Endless implements Flow.Publisher<ByteBuffer> {
    private Flow.Subscriber<? super ByteBuffer> reader;

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        reader = subscriber;
        reader.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                // it comes when it comes
            }

            @Override
            public void cancel() {
                // it comes all the same
            }
        });
    }

    void finish(String body) {
        reader.onNext(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
        reader.onComplete();
    }
}
