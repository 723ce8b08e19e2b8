package city.auriga.api.config;

import java.io.PrintStream;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.tomcat.ConnectorStartFailedException;
import org.springframework.boot.web.server.PortInUseException;

/** Says in one line why the start failed. */
public final class StartReport {
    private StartReport() {}

    /** Prints the one line; everything else is in the log at level DEBUG. */
    public static void print(Throwable failure, PrintStream out) {
        out.println("Auriga cannot start: " + reason(failure));
    }

    static String reason(Throwable failure) {
        var port =
                find(failure, PortInUseException.class)
                        .map(PortInUseException::getPort)
                        .or(() ->
                                find(failure, ConnectorStartFailedException.class)
                                        .map(ConnectorStartFailedException::getPort));
        if (port.isPresent()) {
            return "port "
                    + port.get()
                    + " is taken; choose another one with "
                    + variableOf(port.get());
        }
        var binding = find(failure, BindException.class);
        if (binding.isPresent()) {
            return KnownSettings.variable(binding.get().getName().toString())
                    + ": "
                    + rootMessage(failure);
        }
        return rootMessage(failure);
    }

    private static String variableOf(int port) {
        return switch (port) {
            case 4041 -> "AURIGA_HTTP_NORTH_PORT";
            case 7896 -> "AURIGA_HTTP_SOUTH_PORT";
            default -> "AURIGA_HTTP_PORT";
        };
    }

    private static String rootMessage(Throwable failure) {
        var root = chain(failure).reduce((a, b) -> b).orElse(failure);
        var message = root.getMessage();
        return message == null
                ? root.getClass().getName()
                : message.lines().findFirst().orElse(message);
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        return chain(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, t -> t != null, Throwable::getCause);
    }
}
