package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MistakesTest {

    static List<MistakeCase> cases() {
        return MistakeCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyMistakeIsNamedWithItsPlaceAndWhatIsAllowed(MistakeCase wrong) {
        PolicyException thrown = catchThrowableOfType(PolicyException.class, () -> TestPolicies.read(wrong.file()));

        assertThat(thrown).as(wrong.title()).isNotNull();
        assertThat(thrown.getMessage().lines()).containsExactlyElementsOf(wrong.messages());
    }
}
