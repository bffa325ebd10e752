package io.faregate.body;

import io.faregate.ride.Reason;
import java.util.Optional;

/** A dialect whose paths name the model, at a path. */
record AddressedDialect(PathModel paths, Dialect plain, String path) implements DelegatingDialect {

    static Dialect of(PathModel paths, Dialect dialect) {
        return new AddressedDialect(paths, dialect, "");
    }

    @Override
    public Dialect at(String asked) {
        return new AddressedDialect(paths, plain, asked);
    }

    @Override
    public Optional<String> model() {
        return paths.of(path).map(PathModel.Said::model);
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin, Caps caps) {
        Optional<PathModel.Said> said = paths.of(path);
        if (said.isEmpty()) {
            String message = "The path names no model, or a method that is not allowed on this route.";
            return new BodyRejected(Reason.FIELD_NOT_ALLOWED, message, null);
        }
        Scan scan = plain.scan(body, length, origin, caps);
        return scan instanceof RequestShape shape ? new AddressedBody(shape, said.get()) : scan;
    }
}
