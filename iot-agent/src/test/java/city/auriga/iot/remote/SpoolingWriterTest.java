package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AppendAttributes;
import city.auriga.core.mutation.ApplyReading;
import city.auriga.core.mutation.ApplyReading.Late;
import city.auriga.core.representation.Change;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.InstanceFragment;
import city.auriga.core.representation.InstanceFragment.Drop;
import city.auriga.core.representation.Purpose;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class SpoolingWriterTest {
    private static final EntityId ID = new EntityId("urn:e:1");

    /** Another broker would not remove it; whoever sent it is told so, and the rest is written. */
    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0"})
    void tellsWhatItCannotRemove(boolean more, long spooled) throws Exception {
        var spool = new InMemorySpool();
        var attributes = new LinkedHashMap<String, List<InstanceFragment>>();
        attributes.put("urn:gone", List.of(new Drop(null)));
        if (more) {
            var reader = new EntityReader(ContextParser.core(), Purpose.CREATE);
            attributes.putAll(
                    reader.fragment(JsonMapper.shared().readTree("{\"t\":5}")).attributes());
        }
        var fragment =
                new EntityFragment(ID, List.of("urn:T"), Change.keep(), Change.keep(), attributes);
        var result =
                new SpoolingWriter(spool, () -> {})
                        .write(
                                new Tenant("city"),
                                ID,
                                new ApplyReading(ID, fragment, Late.TO_HISTORY, 9),
                                Instant.EPOCH)
                        .get();
        assertThat(result.notUpdated())
                .extracting(left -> left.attributeName())
                .containsExactly("urn:gone");
        assertThat(spool.size()).isEqualTo(spooled);
    }

    /** Commands of devices that are gone are shown so: an upsert would make the Entity anew. */
    @Test
    void bringsNothingBack() throws Exception {
        var spool = new InMemorySpool();
        var fragment =
                new EntityReader(ContextParser.core(), Purpose.CREATE)
                        .fragment(JsonMapper.shared().readTree("{\"open_status\":\"ERROR\"}"));
        var result =
                new SpoolingWriter(spool, () -> {})
                        .write(
                                new Tenant("city"),
                                ID,
                                new AppendAttributes(ID, fragment, true),
                                Instant.EPOCH)
                        .get();
        assertThat(result.notUpdated()).hasSize(1);
        assertThat(spool.size()).isZero();
    }
}
