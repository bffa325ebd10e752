package io.faregate.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Document;

/** The files for some servers that docs/legacy-servers.md shows: as their schemas have it, about the packages of SLF4J. */
final class DescriptorsIT {
    private static final Path DIRECTORY = Path.of(System.getProperty("webapp")).resolveSibling("servers");

    @ParameterizedTest
    @CsvSource({
        "jboss-deployment-structure.xml, urn:jboss:deployment-structure:1.2, module, name",
        "weblogic.xml, http://xmlns.oracle.com/weblogic/weblogic-web-app, package-name,",
    })
    void eachNamesWhatTheApplicationBrings(String file, String namespace, String element, String attribute)
            throws Exception {
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        parsers.setNamespaceAware(true);
        Document document =
                parsers.newDocumentBuilder().parse(DIRECTORY.resolve(file).toFile());
        var named = document.getElementsByTagNameNS(namespace, element).item(0);

        assertThat(document.getDocumentElement().getNamespaceURI()).isEqualTo(namespace);
        assertThat(
                        attribute == null
                                ? named.getTextContent()
                                : named.getAttributes().getNamedItem(attribute).getNodeValue())
                .startsWith(LoggerFactory.class.getPackageName());
    }
}
