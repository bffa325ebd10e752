package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.containers.Containers;
import org.junit.jupiter.api.Test;

/** Tomcat has a lock of each connection in all lines but 10.0, and no other container needs one. */
class WriteLockTest extends OnEachContainer {
    @Test
    void aWriteIsLockedWhereTheContainerHasALockForIt() throws Exception {
        Wiring wiring = new Wiring();
        Site.Work work = (request, response) -> {
            Wire wire = wiring.of(request, () -> {});
            boolean isLocked = wire.tryLock();
            if (isLocked) {
                wire.unlock();
            }
            response.getWriter()
                    .print(request.getServletContext().getServerInfo() + (isLocked ? " locks" : " does not lock"));
        };
        try (Site site = site().servlet("/app", work).start()) {
            assertThat(site.post("/app", SilentApplication.JSON).body())
                    .matches(
                            container == Containers.TOMCAT
                                    ? "Apache Tomcat/(10\\.0\\..* does not lock|(9|10\\.1|11)\\..* locks)"
                                    : ".* does not lock");
        }
    }
}
