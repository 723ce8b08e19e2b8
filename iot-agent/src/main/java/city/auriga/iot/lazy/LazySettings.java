package city.auriga.iot.lazy;

import java.time.Duration;

/**
 * How devices are asked when somebody reads.
 *
 * @param timeout for their answers
 * @param entities of one page whose devices are asked
 */
public record LazySettings(Duration timeout, int entities) {}
