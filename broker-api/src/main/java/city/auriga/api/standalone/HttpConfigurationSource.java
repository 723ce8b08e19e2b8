package city.auriga.api.standalone;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Tenant;
import city.auriga.iot.config.BrokerProperties;
import city.auriga.iot.device.Sender;
import city.auriga.iot.retrieval.ConfigurationSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads Entities at the broker that has them. */
@Component
@StandaloneAgent
class HttpConfigurationSource implements ConfigurationSource, AutoCloseable {
    private static final int LONGEST_ANSWER = 4 << 20;
    private static final int NOT_FOUND = 404;
    private static final JsonMapper JSON = new JsonMapper();

    private final OkHttpClient client;
    private final BrokerProperties properties;

    HttpConfigurationSource(BrokerProperties properties) {
        this.properties = properties;
        this.client = HttpBrokerClient.client(properties);
    }

    @Override
    public Map<String, JsonNode> read(Sender device, List<String> fields)
            throws IOException, InterruptedException {
        var profile = device.profile();
        var found = new HashMap<String, JsonNode>();
        // Nothing tells the broker our @context, so that names are short in the core's only.
        entity(profile.tenant(), profile.entity().id())
                .forEachEntry((name, value) -> found.put(ContextParser.core().expand(name), value));
        var values = new LinkedHashMap<String, JsonNode>();
        for (var field : fields) {
            var value = found.get(profile.context().expand(field));
            if (value != null) {
                values.put(field, value);
            }
        }
        return values;
    }

    /** In simplified form, which every broker knows by this option. */
    private JsonNode entity(Tenant tenant, String id) throws IOException, InterruptedException {
        var url =
                HttpUrl.get(Objects.requireNonNull(properties.url()).toString())
                        .newBuilder()
                        .addPathSegment("entities")
                        .addPathSegment(id)
                        .addQueryParameter("options", "keyValues")
                        .build();
        var request =
                new Request.Builder()
                        .url(url)
                        .header("User-Agent", "Auriga")
                        .header("Accept", "application/json");
        if (!tenant.isDefault()) {
            request.header("NGSILD-Tenant", tenant.name());
        }
        if (properties.token() != null) {
            request.header("Authorization", "Bearer " + properties.token());
        }
        try (var response = client.newCall(request.build()).execute()) {
            if (response.code() == NOT_FOUND) {
                return JSON.createObjectNode();
            }
            if (!response.isSuccessful()) {
                throw new IOException("the broker answered " + response.code());
            }
            return JSON.readTree(response.body().byteStream().readNBytes(LONGEST_ANSWER));
        } catch (JacksonException e) {
            throw new IOException("the broker's answer is not JSON", e);
        } catch (InterruptedIOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new IOException(
                    "the broker gave no answer within " + properties.timeout().toMillis() + " ms",
                    e);
        }
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
