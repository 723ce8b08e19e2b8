package city.auriga.iot.expression.transform;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A function behind a pipe. It depends on nothing but the call. */
@FunctionalInterface
public interface Transform {
    /**
     * @return null if there is no result; the values of the call must not be changed
     * @throws city.auriga.iot.expression.value.NoValueException the same, from deeper down
     */
    @Nullable JsonNode apply(Call call);
}
