package io.faregate;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

/** Publishes a body that is there already, once, on the thread that asks for it; any may cancel. */
final class WholeBody implements Flow.Publisher<List<ByteBuffer>> {
    private final byte[] body;

    WholeBody(byte[] body) {
        this.body = body;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super List<ByteBuffer>> subscriber) {
        subscriber.onSubscribe(new Flow.Subscription() {
            private volatile boolean done;

            @Override
            public void request(long count) {
                if (!done) {
                    done = true;
                    if (body.length > 0) {
                        subscriber.onNext(List.of(ByteBuffer.wrap(body).asReadOnlyBuffer()));
                    }
                    subscriber.onComplete();
                }
            }

            @Override
            public void cancel() {
                done = true;
            }
        });
    }
}
