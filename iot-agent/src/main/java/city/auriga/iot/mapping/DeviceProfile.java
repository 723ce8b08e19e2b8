package city.auriga.iot.mapping;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.ApplyReading;
import city.auriga.iot.expression.Expression;
import city.auriga.iot.mapping.AttributeRule.StaticRule;
import city.auriga.iot.payload.PayloadType;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that mapping needs to know about a device: its own declarations and what it inherits.
 *
 * @param path subservice
 * @param scopes of its entity when it is new
 * @param entity where its measures go
 * @param entityName where they go if they decide about it themselves; null if they do not
 * @param repeats what is the same of a measure that comes again; null if nobody says
 * @param rules lazy ones first
 * @param explicit which attributes are taken
 * @param stamp whether values without a time of their own get the time of arrival
 * @param payload what its JSON holds
 * @param late what becomes of values that are older than those there are
 * @param rates how many readings are taken
 * @param most how many Attributes its entities may come to have by readings
 * @param commands names of Attributes that ask the device for something: what it measures under
 *     such a name is not written, or it would ask again
 * @param conventions how it writes values
 * @param watch what is known of it beside them
 */
public record DeviceProfile(
        Tenant tenant,
        String path,
        String device,
        List<String> scopes,
        Target entity,
        @Nullable Expression entityName,
        List<AttributeRule> rules,
        List<StaticRule> statics,
        @Nullable Expression repeats,
        ExplicitAttrs explicit,
        boolean stamp,
        PayloadType payload,
        ApplyReading.Late late,
        Rates rates,
        int most,
        Set<String> commands,
        Conventions conventions,
        Watch watch,
        Context context) {

    public DeviceProfile {
        scopes = List.copyOf(scopes);
        rules = List.copyOf(rules);
        statics = List.copyOf(statics);
        commands = Set.copyOf(commands);
    }

    /** What it is asked for when its Entity is read. */
    public List<AttributeRule> lazy() {
        return isAsked()
                ? rules.stream().filter(r -> r.lazy() && r.target() == null).toList()
                : List.of();
    }

    /** Whether it is asked for anything when somebody reads: those rules come first. */
    public boolean isAsked() {
        return !rules.isEmpty() && rules.getFirst().lazy();
    }

    /** The same, whose measures go to this entity, whatever they say. */
    public DeviceProfile at(String id) {
        return new DeviceProfile(
                tenant,
                path,
                device,
                scopes,
                new Target(id, entity.types()),
                null,
                rules,
                statics,
                repeats,
                explicit,
                stamp,
                payload,
                late,
                rates,
                most,
                commands,
                conventions,
                watch,
                context);
    }

    /** Of times that name none. */
    public ZoneId zone() {
        return conventions.zone();
    }

    /** Whether anything of it is an expression, so that mapping needs variables. */
    boolean evaluates() {
        if (entityName != null || repeats != null || explicit instanceof ExplicitAttrs.Decided) {
            return true;
        }
        for (var rule : rules) {
            if (rule.evaluates()) {
                return true;
            }
        }
        for (var rule : statics) {
            if (!rule.isConstant()) {
                return true;
            }
        }
        return false;
    }

    /** Whether its expressions refer to its measure before this one. */
    public boolean looksBack() {
        return mentions(Variables.OLD);
    }

    /** Whether an expression of it refers to a variable. */
    boolean mentions(String variable) {
        if (!evaluates()) {
            return false;
        }
        if ((entityName != null && entityName.mentions(variable))
                || (repeats != null && repeats.mentions(variable))
                || (explicit instanceof ExplicitAttrs.Decided(var decision)
                        && decision.mentions(variable))) {
            return true;
        }
        for (var rule : rules) {
            if (rule.mentions(variable)) {
                return true;
            }
        }
        for (var rule : statics) {
            if (rule.mentions(variable)) {
                return true;
            }
        }
        return false;
    }
}
