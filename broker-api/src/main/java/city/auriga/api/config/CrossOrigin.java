package city.auriga.api.config;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** Answers preflight requests, and marks the answers that web pages of other origins may read. */
@Configuration(proxyBeanMethods = false)
class CrossOrigin {
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 5)
    CorsFilter corsFilter(CorsSettings settings) {
        var rules = new UrlBasedCorsConfigurationSource();
        if (!settings.origins().isEmpty()) {
            rules.registerCorsConfiguration("/ngsi-ld/**", settings.configuration());
        }
        return new CorsFilter(rules);
    }
}
