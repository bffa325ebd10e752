package io.faregate.test;

import java.io.IOException;

/** Thrown by a reply behind which its connection is to be reset. */
final class ResetWanted extends IOException {
    private static final long serialVersionUID = 1L;
}
