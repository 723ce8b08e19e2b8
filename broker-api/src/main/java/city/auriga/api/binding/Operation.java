package city.auriga.api.binding;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An operation of the NGSI-LD API: what its requests may hold. Whatever else they hold is refused
 * (6.3.4, 6.3.20).
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Operation {
    /** The name of the operation in the standard. */
    String name();

    /** Names of the query parameters; {@code local} is always allowed. */
    String[] parameters() default {};

    /**
     * Media types of the answer in the order of preference; none: the operation answers without a
     * body.
     */
    Media[] produces() default {};

    /**
     * Whether the operation creates the tenant that it names (6.3.14). It does so itself, when it
     * knows that its request is good: one that is refused leaves nothing behind.
     */
    boolean createsTenant() default false;

    /** Whether it answers for a tenant that does not exist, too. */
    boolean anyTenant() default false;

    /** Whether there is nothing to say in a body, although the method could have one. */
    boolean withoutBody() default false;
}
