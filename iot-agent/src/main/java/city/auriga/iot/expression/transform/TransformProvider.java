package city.auriga.iot.expression.transform;

import java.util.Map;

/**
 * Transforms beside those of FIWARE. An implementation is found by {@link java.util.ServiceLoader};
 * the names of FIWARE's transforms are taken.
 */
public interface TransformProvider {
    Map<String, Transform> transforms();
}
