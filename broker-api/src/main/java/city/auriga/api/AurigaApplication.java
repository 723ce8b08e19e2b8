package city.auriga.api;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts Auriga: the broker, and unless it is switched off the IoT agent, in one process. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class AurigaApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(AurigaApplication.class, arguments);
    }
}
