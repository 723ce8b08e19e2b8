package city.auriga.iot.device;

import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.BrokenJson;
import city.auriga.core.representation.StorableJson;
import city.auriga.iot.device.ProvisioningException.Code;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document with groups and devices, of which one item at a time is a tree, however many there
 * are.
 */
final class InventoryDocument {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    // Behind each item comes the next.
                    .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final byte[] body;

    InventoryDocument(byte[] body) {
        this.body = body;
    }

    /** The lists of the document, and which member of an item is its path. */
    enum Kind {
        GROUP("groups", "subservice"),
        DEVICE("devices", "service_path");

        private final String list;
        private final String path;

        Kind(String list, String path) {
            this.list = list;
            this.path = path;
        }
    }

    /** One group or device. */
    record Item(Kind kind, int index, ObjectNode document) {
        /**
         * Where it belongs.
         *
         * @param tenant null if the item says it
         */
        Place place(@Nullable Tenant tenant) {
            var members = new Declarations(document);
            var named =
                    members.text("service")
                            .map(name -> name.isEmpty() ? Tenant.DEFAULT : parse(name))
                            .orElse(tenant);
            if (named == null) {
                throw new ProvisioningException(
                        Code.WRONG_SYNTAX,
                        "service: expected the tenant, since no header names it");
            }
            if (tenant != null && !named.equals(tenant)) {
                throw new ProvisioningException(
                        Code.MISMATCHED_SERVICE,
                        "service: '"
                                + named.name()
                                + "' is not the tenant of the request, '"
                                + tenant.name()
                                + "'; leave the member out to take the item over");
            }
            return new Place(named, Place.path(kind.path, members.text(kind.path).orElse("/")));
        }

        private static Tenant parse(String name) {
            return Tenant.parse("service", name);
        }

        /** An error that names the item. */
        ProvisioningException error(Code code, String message) {
            return new ProvisioningException(code, kind.list + "[" + index + "]: " + message);
        }
    }

    /**
     * Gives all items in their order.
     *
     * @throws ProvisioningException if the document is broken; an item's own names it
     */
    void read(Consumer<Item> taker) {
        try (var parser = MAPPER.createParser(body)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                readList(kind(parser.currentName()), parser, taker);
            }
            require(parser.nextToken() == null);
        } catch (JacksonException e) {
            throw new ProvisioningException(
                    Code.WRONG_SYNTAX, "not JSON: " + BrokenJson.describe(e));
        }
    }

    private static Kind kind(@Nullable String member) {
        for (var kind : Kind.values()) {
            if (kind.list.equals(member)) {
                return kind;
            }
        }
        throw wrong();
    }

    private static void readList(Kind kind, JsonParser parser, Consumer<Item> taker) {
        require(parser.nextToken() == JsonToken.START_ARRAY);
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (!(MAPPER.readTree(parser) instanceof ObjectNode document)) {
                throw new ProvisioningException(
                        Code.WRONG_SYNTAX, kind.list + "[" + i + "]: expected an object");
            }
            give(new Item(kind, i, document), taker);
        }
    }

    private static void give(Item item, Consumer<Item> taker) {
        try {
            StorableJson.require(item.document);
            taker.accept(item);
        } catch (ProvisioningException e) {
            throw item.error(e.code(), e.getMessage());
        } catch (NgsiLdException e) {
            switch (e.problem()) {
                case ALREADY_EXISTS -> throw item.error(Code.DUPLICATE_GROUP, e.getMessage());
                case BAD_REQUEST_DATA, INVALID_REQUEST ->
                        throw item.error(
                                Code.BAD_REQUEST,
                                e.member() == null
                                        ? e.getMessage()
                                        : e.member() + ": " + e.getMessage());
                default -> throw e;
            }
        }
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw wrong();
        }
    }

    private static ProvisioningException wrong() {
        return new ProvisioningException(
                Code.WRONG_SYNTAX,
                "expected an object with nothing but 'groups' and 'devices', arrays of objects");
    }
}
