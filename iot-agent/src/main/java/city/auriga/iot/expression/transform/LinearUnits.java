package city.auriga.iot.expression.transform;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Units of measure by their codes (UN/CEFACT Recommendation 20), as far as one is a multiple of the
 * other, perhaps from another zero.
 */
final class LinearUnits {
    private static final Map<String, Unit> UNITS = units();

    private LinearUnits() {}

    /**
     * A value in it, plus {@code zero}, times {@code times / per}, is one in the unit of its
     * quantity.
     */
    private record Unit(String quantity, BigDecimal times, BigDecimal per, BigDecimal zero) {}

    /** Null if a code is not known, or the units are of different quantities. */
    static @Nullable BigDecimal convert(BigDecimal value, String from, String to) {
        var source = UNITS.get(from);
        var target = UNITS.get(to);
        if (source == null || target == null || !source.quantity.equals(target.quantity)) {
            return null;
        }
        return value.add(source.zero)
                .multiply(source.times)
                .multiply(target.per)
                .divide(source.per.multiply(target.times), MathContext.DECIMAL64)
                .subtract(target.zero);
    }

    private static Map<String, Unit> units() {
        var units = new HashMap<String, Unit>();
        units.put("KEL", new Unit("temperature", number("1"), number("1"), number("0")));
        units.put("CEL", new Unit("temperature", number("1"), number("1"), number("273.15")));
        units.put("FAH", new Unit("temperature", number("5"), number("9"), number("459.67")));
        add(units, "length", "MTR 1, CMT 0.01, MMT 0.001, 4H 0.000001, KMT 1000, INH 0.0254");
        add(units, "length", "FOT 0.3048, YRD 0.9144, SMI 1609.344, NMI 1852");
        add(units, "area", "MTK 1, CMK 0.0001, HAR 10000, KMK 1000000");
        add(units, "volume", "MTQ 1, LTR 0.001, DMQ 0.001, MLT 0.000001, CMQ 0.000001");
        add(units, "mass", "KGM 1, GRM 0.001, MGM 0.000001, TNE 1000, LBR 0.45359237");
        add(units, "time", "SEC 1, C26 0.001, MIN 60, HUR 3600, DAY 86400");
        add(units, "pressure", "PAL 1, A97 100, KPA 1000, MPA 1000000, MBR 100, BAR 100000");
        add(units, "pressure", "ATM 101325, PS 6894.757293168, HN 133.322387415");
        add(units, "speed", "MTS 1, KMH 1/3.6, HM 0.44704, KNT 1852/3600, FS 0.3048");
        add(units, "energy", "JOU 1, KJO 1000, 3B 1000000, WHR 3600, KWH 3600000");
        add(units, "energy", "MWH 3600000000, GWH 3600000000000");
        add(units, "power", "WTT 1, C31 0.001, KWT 1000, MAW 1000000");
        add(units, "voltage", "VLT 1, 2Z 0.001, KVT 1000");
        add(units, "current", "AMP 1, 4K 0.001");
        add(units, "frequency", "HTZ 1, KHZ 1000, MHZ 1000000, A86 1000000000");
        add(units, "flow", "MQS 1, MQH 1/3600, L2 0.001/60, G51 0.001");
        add(units, "mass in volume", "KMQ 1, A93 0.001, GP 0.000001, GQ 0.000000001");
        add(units, "share", "C62 1, P1 0.01, NX 0.001, 59 0.000001, 61 0.000000001");
        return units;
    }

    /** From zero; written as {@code code times[/per], …}. */
    private static void add(Map<String, Unit> units, String quantity, String list) {
        for (var entry : list.split(", ")) {
            var parts = entry.split("[ /]");
            var per = number(parts.length > 2 ? parts[2] : "1");
            units.put(parts[0], new Unit(quantity, number(parts[1]), per, BigDecimal.ZERO));
        }
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }
}
