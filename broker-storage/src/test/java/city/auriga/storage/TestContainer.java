package city.auriga.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** PostGIS in a container, where a Docker engine answers. */
final class TestContainer {

    private static final Logger log = LoggerFactory.getLogger(TestContainer.class);

    private static final DockerImageName IMAGE =
            DockerImageName.parse("postgis/postgis:15-3.4").asCompatibleSubstituteFor("postgres");

    private TestContainer() {}

    static Optional<TestServer> start() {
        if (!mayHaveDocker() || !DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.empty();
        }
        try {
            var container =
                    new PostgreSQLContainer(IMAGE)
                            .withEnv(
                                    "POSTGRES_INITDB_ARGS",
                                    "--encoding=UTF8 --locale=C --lc-ctype=C.UTF-8")
                            .withCommand("postgres", "-c", "fsync=off");
            container.start();
            return Optional.of(
                    TestServer.at(
                            container.getJdbcUrl(),
                            container.getUsername(),
                            container.getPassword(),
                            container::stop));
        } catch (RuntimeException e) {
            // an engine without the image and without a network: the private server is as good
            log.info("No container for the tests: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Asking Testcontainers costs a second and a page of log where there is nothing to find. */
    private static boolean mayHaveDocker() {
        return System.getenv("DOCKER_HOST") != null
                || Files.exists(Path.of("/var/run/docker.sock"))
                || Files.exists(
                        Path.of(System.getProperty("user.home"), ".docker/run/docker.sock"));
    }
}
