package io.faregate.samples.chat.provider;

import tools.jackson.databind.JsonNode;

/** An API that providers have: how its requests are read, and in whose words it answers. Stateless. */
interface Api {

    /** What a body asks for; what is missing or wrong in it is found later, by {@link Asked#mistake()}. */
    Asked read(JsonNode body);

    /** How the answer to a request is written. */
    Wire wire(Asked asked, Script script);

    /** The body of an answer that is an error. */
    JsonNode error(int status, String message);
}
