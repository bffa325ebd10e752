package io.faregate.policy;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Policies for tests. */
final class TestPolicies {
    /** A price file where the design's policy has one. */
    static final PolicyResources RESOURCES = TestPolicies::open;

    static final String PRICES = "model,input,output\ngpt-5-mini,0.5,4\n";

    private static final Set<String> PRICE_FILES = Set.of("/etc/faregate/prices.csv", "contract.csv");

    private TestPolicies() {}

    /** The policy of the design, exactly as written there. */
    static Policy design() {
        try {
            return PolicyFile.read("classpath:io/faregate/policy/design.yaml", RESOURCES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A policy with an environment of its own. */
    static Policy read(String text) {
        Map<String, String> environment = Map.of("ZONE", "Europe/Paris", "SPEND", "7.5", "SECRET", "hunter2");
        return PolicyFile.read("policy.yaml", text, RESOURCES, new Variables(environment::get));
    }

    private static InputStream open(String location) throws IOException {
        if (PRICE_FILES.contains(location)) {
            return new ByteArrayInputStream(PRICES.getBytes(StandardCharsets.UTF_8));
        }
        if (location.startsWith(PolicyResources.CLASSPATH)) {
            return PolicyResources.standard().open(location);
        }
        throw new FileNotFoundException(location);
    }
}
