package city.auriga.api.binding;

import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Puts the binding into Spring MVC. */
@Configuration(proxyBeanMethods = false)
class BindingConfiguration {
    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    WebMvcRegistrations operations() {
        return new WebMvcRegistrations() {
            @Override
            public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
                return new OperationMapping();
            }
        };
    }

    @Bean
    WebMvcConfigurer binding(
            Preconditions preconditions,
            LargeBodies largeBodies,
            RequestArguments arguments,
            ReplyWriter replies) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new ReadableQuery());
                registry.addInterceptor(preconditions).addPathPatterns("/ngsi-ld/**", "/admin/**");
                registry.addInterceptor(largeBodies).addPathPatterns("/ngsi-ld/**");
            }

            // NGSI-LD negotiates by itself (6.3.4); everything else has but one form.
            @Override
            public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
                negotiation.ignoreAcceptHeader(true).defaultContentType(MediaType.ALL);
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(arguments);
            }

            @Override
            public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
                handlers.add(replies);
            }
        };
    }

    /**
     * The standard writes collections with a trailing slash, clients often without: both are
     * served, without a redirect.
     */
    @Bean
    FilterRegistrationBean<UrlHandlerFilter> trailingSlash() {
        var filter =
                new FilterRegistrationBean<>(
                        UrlHandlerFilter.trailingSlashHandler("/ngsi-ld/v1/**")
                                .wrapRequest()
                                .build());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return filter;
    }
}
