package io.faregate.jaxrs;

import io.faregate.Inference;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** The resource of docs/jax-rs.md that CDI makes. */
// tag::injected[]
@Path("answers")
@RequestScoped
public class Answers {
    @Inject
    Inference inference;

    @POST
    public String answer(String question) {
        inference.step();
        return question;
    }
}
// end::injected[]
