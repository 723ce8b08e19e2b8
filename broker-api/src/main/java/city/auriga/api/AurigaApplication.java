package city.auriga.api;

import city.auriga.api.config.AurigaLogging;
import city.auriga.api.config.SettingsFromEnvironment;
import city.auriga.api.config.StartReport;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/** Starts Auriga: the broker, and unless it is switched off the IoT agent, in one process. */
@SpringBootApplication(
        proxyBeanMethods = false,
        exclude = {WebMvcObservationAutoConfiguration.class, ErrorMvcAutoConfiguration.class})
@ConfigurationPropertiesScan
public class AurigaApplication {
    public static void main(String[] arguments) {
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, AurigaLogging.class.getName());
        try {
            var application = new SpringApplication(AurigaApplication.class);
            application.setDefaultProperties(SettingsFromEnvironment.read(System.getenv()));
            application.run(arguments);
        } catch (AbandonedRunException trainingRun) {
            throw trainingRun;
        } catch (RuntimeException | Error failure) {
            StartReport.print(failure, System.err);
            System.exit(1);
        }
    }
}
