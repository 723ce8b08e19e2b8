package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeadLetters;
import city.auriga.core.model.Tenant;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.reading.Origin.Claim;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

/** Who sends readings without being known, by the newest of the dead letters. */
public final class UnknownDevices {
    private static final int SAMPLE = 1_000;

    private final DeadLetters letters;
    private final GroupTopics topics;

    public UnknownDevices(DeadLetters letters, GroupTopics topics) {
        this.letters = letters;
        this.topics = topics;
    }

    /**
     * One that is not known.
     *
     * @param apikey empty if the source does not tell
     * @param device empty if the source does not tell
     * @param source of the newest reading
     * @param detail what is missing
     * @param readings how many came of those that were looked at
     */
    public record Unknown(
            String apikey,
            String device,
            String source,
            String detail,
            long readings,
            Instant firstSeen,
            Instant lastSeen) {
        private Unknown and(Unknown older) {
            return new Unknown(
                    apikey,
                    device,
                    source,
                    detail,
                    readings + older.readings,
                    firstSeen.isBefore(older.firstSeen) ? firstSeen : older.firstSeen,
                    lastSeen);
        }
    }

    private record Key(String apikey, String device, String source) {}

    /** Those that were heard last come first. */
    public List<Unknown> list(Tenant tenant) {
        var unknown = new LinkedHashMap<Key, Unknown>();
        letters.list(tenant, Reason.UNIDENTIFIED, SAMPLE, 0)
                .forEach(stored -> {
                    var one = unknown(stored);
                    // Who cannot be told apart by name is told apart by its source.
                    var source = one.device.isEmpty() ? one.source : "";
                    unknown.merge(new Key(one.apikey, one.device, source), one, Unknown::and);
                });
        return List.copyOf(unknown.values());
    }

    private Unknown unknown(DeadLetter.Stored stored) {
        var letter = stored.letter();
        var claim = Origin.reading(letter, topics).map(Claim::of);
        return new Unknown(
                claim.map(Claim::apikey).orElse(""),
                claim.map(Claim::device).orElse(""),
                letter.source(),
                letter.detail(),
                letter.count(),
                stored.firstSeen(),
                letter.lastSeen());
    }
}
