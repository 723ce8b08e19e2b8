package city.auriga.iot.codec;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/** Units as devices write them, as codes of UN/CEFACT Recommendation 20. */
public final class Units {
    private static final Map<String, String> CODES =
            Map.ofEntries(
                    entry("°C", "CEL"),
                    entry("Cel", "CEL"),
                    entry("degC", "CEL"),
                    entry("C", "CEL"),
                    entry("°F", "FAH"),
                    entry("degF", "FAH"),
                    entry("F", "FAH"),
                    entry("K", "KEL"),
                    entry("%", "P1"),
                    entry("%RH", "P1"),
                    entry("%EL", "P1"),
                    entry("Pa", "PAL"),
                    entry("hPa", "A97"),
                    entry("kPa", "KPA"),
                    entry("mbar", "MBR"),
                    entry("bar", "BAR"),
                    entry("psi", "PS"),
                    entry("lx", "LUX"),
                    entry("lux", "LUX"),
                    entry("lm", "LUM"),
                    entry("cd", "CDL"),
                    entry("W/m2", "D54"),
                    entry("W/m²", "D54"),
                    entry("V", "VLT"),
                    entry("mV", "2Z"),
                    entry("A", "AMP"),
                    entry("mA", "4K"),
                    entry("Ohm", "OHM"),
                    entry("Ω", "OHM"),
                    entry("W", "WTT"),
                    entry("kW", "KWT"),
                    entry("MW", "MAW"),
                    entry("VA", "D46"),
                    entry("var", "D44"),
                    entry("VAr", "D44"),
                    entry("Wh", "WHR"),
                    entry("kWh", "KWH"),
                    entry("MWh", "MWH"),
                    entry("J", "JOU"),
                    entry("ppm", "59"),
                    entry("ppb", "61"),
                    entry("µg/m³", "GQ"),
                    entry("μg/m³", "GQ"),
                    entry("µg/m3", "GQ"),
                    entry("ug/m3", "GQ"),
                    entry("mg/m³", "GP"),
                    entry("mg/m3", "GP"),
                    entry("m", "MTR"),
                    entry("cm", "CMT"),
                    entry("mm", "MMT"),
                    entry("km", "KMT"),
                    entry("m/s", "MTS"),
                    entry("km/h", "KMH"),
                    entry("m2", "MTK"),
                    entry("m²", "MTK"),
                    entry("m3", "MTQ"),
                    entry("m³", "MTQ"),
                    entry("l", "LTR"),
                    entry("L", "LTR"),
                    entry("m3/h", "MQH"),
                    entry("m³/h", "MQH"),
                    entry("l/min", "L2"),
                    entry("L/min", "L2"),
                    entry("g", "GRM"),
                    entry("kg", "KGM"),
                    entry("s", "SEC"),
                    entry("min", "MIN"),
                    entry("h", "HUR"),
                    entry("d", "DAY"),
                    entry("Hz", "HTZ"),
                    entry("kHz", "KHZ"),
                    entry("MHz", "MHZ"),
                    entry("dB", "2N"),
                    entry("°", "DD"));

    private Units() {}

    /** The code of a unit, if it is known. */
    public static Optional<String> code(String text) {
        return Optional.ofNullable(CODES.get(text.strip()));
    }
}
