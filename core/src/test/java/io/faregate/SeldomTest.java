package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeldomTest {

    @Test
    void aMillionTimesAreSaidTwentyTimes() {
        Seldom failures = new Seldom();
        List<Long> said = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            if (failures.isDue()) {
                said.add(failures.times());
            }
        }

        assertThat(said).hasSize(20).startsWith(1L, 2L, 4L, 8L).endsWith(524_288L);
        assertThat(failures.times()).isEqualTo(1_000_000);
    }
}
