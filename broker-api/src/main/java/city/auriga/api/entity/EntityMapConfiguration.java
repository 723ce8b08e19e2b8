package city.auriga.api.entity;

import city.auriga.core.entity.EntityMaps;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.entity.MappedQueries;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives the queries by way of EntityMaps their limits. */
@Configuration(proxyBeanMethods = false)
class EntityMapConfiguration {
    @Bean
    MappedQueries mappedQueries(EntityStore store, EntityMaps maps, EntityMapSettings settings) {
        return new MappedQueries(store, maps, settings.limits());
    }
}
