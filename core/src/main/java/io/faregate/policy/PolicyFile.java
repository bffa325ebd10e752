package io.faregate.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a {@link Policy} from one YAML file; docs/policy.md says what it may have. A relative path of a price table in
 * it begins beside the policy.
 *
 * <pre>{@code
 * Policy policy = PolicyFile.read(Path.of("/etc/faregate/policy.yaml"));
 * }</pre>
 */
public final class PolicyFile {
    private static final int LARGEST = 4 << 20;

    private PolicyFile() {}

    /**
     * Reads a file.
     *
     * @param file a YAML file in UTF-8
     * @return its policy
     * @throws IOException when it can not be read
     * @throws PolicyException when there are mistakes in it; names all of them
     */
    public static Policy read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String location = file.toString().replace(file.getFileSystem().getSeparator(), "/");
            return read(location, in, PolicyResources.standard());
        }
    }

    /**
     * Reads from wherever an adapter or an application finds it.
     *
     * @param location what mistakes call it, and where relative paths in it begin
     * @param resources opens the location, and those of price tables
     * @return its policy
     * @throws IOException when it can not be read
     * @throws PolicyException when there are mistakes in it; names all of them
     */
    public static Policy read(String location, PolicyResources resources) throws IOException {
        try (InputStream in = resources.open(location)) {
            return read(location, in, resources);
        }
    }

    /**
     * Reads a policy that is in memory.
     *
     * @param name what mistakes call it, and where relative paths in it begin, as {@code policy.yaml}
     * @param text YAML
     * @return its policy
     * @throws PolicyException when there are mistakes in it; names all of them
     */
    public static Policy read(String name, String text) {
        return read(name, text, PolicyResources.standard(), Variables.system());
    }

    static Policy read(String name, String text, PolicyResources resources, Variables variables) {
        Mistakes mistakes = new Mistakes(name);
        Yaml yaml = new YamlReader(variables, mistakes).read(text);
        Values root = RootKeys.ROOT.read(yaml, "", mistakes);
        return new PolicyReader(mistakes, new Beside(name, resources)).read(root);
    }

    private static Policy read(String name, InputStream in, PolicyResources resources) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new IOException(name + " is larger than " + LARGEST + " bytes");
        }
        return read(name, utf8(name, bytes), resources, Variables.system());
    }

    private static String utf8(String name, byte[] bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException broken) {
            throw new IOException(name + " is not UTF-8", broken);
        }
    }
}
