package city.auriga.storage.device;

import city.auriga.core.device.DeclaredList;
import java.util.stream.Collectors;

/** What documents of groups and devices declare, as SQL. */
final class DeclaredLists {
    /** In two parts, so that there is an index for each. */
    private static final String DEVICES =
            """
            SELECT DISTINCT ON (tenant, path, apikey, document -> 'entity_type', document -> 'type',
                                document -> 'jsonldContext', {members})
                tenant, path, apikey, id, document
            FROM (
                SELECT * FROM device WHERE {condition}
                UNION ALL
                SELECT d.* FROM (SELECT tenant, path, apikey FROM device_group WHERE {condition}) g
                JOIN device d ON d.tenant = g.tenant AND d.path = g.path AND d.apikey IN (g.apikey, '')
                WHERE coalesce(d.document -> 'entity_type', d.document -> 'type', d.document -> 'jsonldContext') IS NOT NULL
            ) declaring
            """;

    private DeclaredLists() {}

    /** Of groups and devices that declare it themselves; as the indexes have it. */
    static String condition(DeclaredList list) {
        return switch (list) {
            case COMMANDS -> "document -> 'commands' IS NOT NULL";
            case LAZY -> "document -> 'lazy' IS NOT NULL";
            case REVERSE -> "jsonb_path_exists(document, '$.*[*].reverse')";
        };
    }

    /** Devices that declare it, or another type or @context than their groups that do. */
    static String devices(DeclaredList list) {
        var members =
                list.members().stream()
                        .map(member -> "document -> '" + member + "'")
                        .collect(Collectors.joining(", "));
        return DEVICES.replace("{members}", members).replace("{condition}", condition(list));
    }
}
