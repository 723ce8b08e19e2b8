package city.auriga.api.standalone;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** Is there only if there is an agent, and another broker has its Entities. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ConditionalOnProperty("auriga.iot.broker.url")
@ConditionalOnBooleanProperty(name = "auriga.iot.enabled", matchIfMissing = true)
@interface StandaloneAgent {}
