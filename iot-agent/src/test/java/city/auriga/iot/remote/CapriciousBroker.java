package city.auriga.iot.remote;

import city.auriga.core.model.Tenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A broker with a will of its own: it overwrites whatever comes, as batch upserts do, refuses
 * Entities with a bad value, chokes on others, and fails now and then, also after it has written.
 */
final class CapriciousBroker implements BrokerClient {
    static final String BAD = "bad";

    /** With such a value it fails, mostly with the whole batch. */
    static final String CHOKING = "choking";

    private static final int MOST_IN_A_ROW = 2;
    private static final JsonMapper JSON = new JsonMapper();

    private final Random random;
    private final int failuresPercent;
    private final Map<String, ObjectNode> entities = new HashMap<>();
    private final Map<String, Integer> inARow = new HashMap<>();
    private int requests;

    CapriciousBroker(long seed, int failuresPercent) {
        this.random = new Random(seed);
        this.failuresPercent = failuresPercent;
    }

    int requests() {
        return requests;
    }

    /** An Entity as it is now. */
    JsonNode entity(Tenant tenant, String id) {
        var entity = entities.get(tenant.name() + ' ' + id);
        return entity == null ? JsonNodeFactory.instance.missingNode() : entity;
    }

    @Override
    public Answer exchange(Tenant tenant, String method, String path, byte @Nullable [] body)
            throws IOException {
        requests++;
        if (isUnlucky()) {
            return new Answer(503, "tired", null);
        }
        var batch = JSON.readTree(body);
        var choking = with(CHOKING, batch);
        if (!choking.isEmpty() && random.nextInt(4) > 0) {
            return new Answer(500, "oh", null);
        }
        var bad = with(BAD, batch);
        if (!bad.isEmpty() && (bad.size() == batch.size() || random.nextBoolean())) {
            return new Answer(400, "{\"detail\":\"no\"}", null);
        }
        var failed = new ArrayList<String>();
        batch.forEach(entity -> {
            if (!bad.contains(entity.get("id").stringValue())) {
                var id = entity.get("id").stringValue();
                if (choking.contains(id) || isUnlucky(tenant, id)) {
                    failed.add(id);
                } else {
                    write(tenant, (ObjectNode) entity);
                }
            }
        });
        if (isUnlucky()) {
            throw new IOException("the answer is lost");
        }
        return bad.isEmpty() && failed.isEmpty()
                ? new Answer(204, "", null)
                : new Answer(207, errors(bad, failed), null);
    }

    private static List<String> with(String word, JsonNode batch) {
        return batch.valueStream()
                .filter(entity -> entity.toString().contains(word))
                .map(entity -> entity.get("id").stringValue())
                .toList();
    }

    private boolean isUnlucky() {
        return random.nextInt(100) < failuresPercent;
    }

    /** An Entity for itself is so now and then, but not for long. */
    private boolean isUnlucky(Tenant tenant, String id) {
        var key = tenant.name() + ' ' + id;
        boolean unlucky = isUnlucky() && inARow.getOrDefault(key, 0) < MOST_IN_A_ROW;
        inARow.merge(key, 1, (before, one) -> unlucky ? before + one : 0);
        return unlucky;
    }

    private void write(Tenant tenant, ObjectNode entity) {
        var key = tenant.name() + ' ' + entity.get("id").stringValue();
        var stored = entities.computeIfAbsent(key, k -> JSON.createObjectNode());
        stored.setAll(entity);
    }

    private static String errors(List<String> bad, List<String> failed) {
        var body = JSON.createObjectNode();
        var errors = body.putArray("errors");
        bad.forEach(id -> error(errors.addObject(), id, 400));
        failed.forEach(id -> error(errors.addObject(), id, 500));
        return new String(JSON.writeValueAsBytes(body), StandardCharsets.UTF_8);
    }

    private static void error(ObjectNode error, String id, int status) {
        error.put("entityId", id).putObject("error").put("status", status);
    }
}
