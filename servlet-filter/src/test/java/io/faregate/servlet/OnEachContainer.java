package io.faregate.servlet;

import io.faregate.containers.Containers;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the tests of a class on each container in turn. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.faregate.containers.Containers#tested")
abstract class OnEachContainer {
    @Parameter
    Containers container;

    /** What is recorded of a body that does not come: Undertow hangs up by itself, and its reader hears no more. */
    int lateBody() {
        return container == Containers.UNDERTOW ? 400 : 408;
    }

    Site site() {
        return new Site(container.make());
    }
}
