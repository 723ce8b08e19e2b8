package city.auriga.api.discovery;

import city.auriga.core.registration.SourceIdentity;
import city.auriga.core.registration.SourceIds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who this broker is to others. */
@Configuration(proxyBeanMethods = false)
class SourceConfiguration {
    @Bean
    SourceIdentity sourceIdentity(SourceIds ids, SourceSettings settings) {
        return new SourceIdentity(ids, settings.alias());
    }
}
