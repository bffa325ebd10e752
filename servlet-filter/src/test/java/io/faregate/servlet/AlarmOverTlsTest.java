package io.faregate.servlet;

import java.io.IOException;

/** The same beneath TLS: what is heard there is the connection itself, whatever it carries. */
class AlarmOverTlsTest extends AlarmTest {
    @Override
    Site site() {
        return super.site().tls();
    }

    @Override
    RawClient connect(Site site) throws IOException {
        return RawClient.overTls(site.port());
    }
}
