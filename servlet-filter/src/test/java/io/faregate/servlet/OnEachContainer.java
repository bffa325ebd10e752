package io.faregate.servlet;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the tests of a class on each container in turn. */
@ParameterizedClass(name = "{0}")
@EnumSource(Containers.class)
abstract class OnEachContainer {
    @Parameter
    Containers container;

    Site site() {
        return new Site(container.make());
    }
}
