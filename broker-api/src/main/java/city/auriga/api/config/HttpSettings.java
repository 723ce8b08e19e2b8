package city.auriga.api.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Auriga listens for HTTP.
 *
 * @param port of the NGSI-LD API and of the operators' pages
 * @param address to listen on; absent: all of this machine
 * @param northPort where devices are provisioned, as FIWARE's agents do it; 0 leaves it closed
 * @param southPort where devices send readings over HTTP; 0 leaves it closed
 */
@ConfigurationProperties("auriga.http")
record HttpSettings(
        @DefaultValue("1026") int port,
        @Nullable String address,
        @DefaultValue("4041") int northPort,
        @DefaultValue("7896") int southPort) {}
