package city.auriga.api.context;

import city.auriga.api.binding.Contexts;
import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Processed @contexts, kept by the value that names them. Safe for all threads. */
@Component
class CachedContexts implements Contexts {
    private final ContextParser parser;
    private final Cache<JsonNode, Context> parsed;

    CachedContexts(RemoteDocuments documents, ContextSettings settings) {
        this.parser = new ContextParser(documents);
        this.parsed =
                Caffeine.newBuilder()
                        .maximumSize(settings.cache())
                        .expireAfterWrite(settings.cacheTime())
                        .build();
    }

    @Override
    public Context get(JsonNode value) {
        return parsed.get(value, parser::parse);
    }
}
