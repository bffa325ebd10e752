package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;

/** How a refusal is said to the clients of a dialect. Stateless. */
interface RefusalFormat {
    Answer answer(Refusal refusal);

    String event(Refusal refusal);
}
