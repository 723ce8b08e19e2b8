package city.auriga.iot.codec;

import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Values between commas (RFC 4180), a measure per line. The first line names the columns, unless
 * the operator does. A column called {@code time} is the time. Empty fields are no values.
 */
final class Csv implements Codec {
    static final String NAME = "csv";

    private static final String TIME = "time";

    private final List<String> columns;
    private final CSVFormat format;

    /** Parameters: {@code columns}, names between commas, and {@code separator}. */
    Csv(Parameters parameters) {
        var names = parameters.text("columns", "");
        columns =
                names.isEmpty()
                        ? List.of()
                        : Arrays.stream(names.split(",", -1)).map(String::strip).toList();
        var separator = parameters.text("separator", ",");
        if (separator.length() != 1 || "\"\r\n".contains(separator)) {
            throw parameters.wrong("separator", "one character");
        }
        format = CSVFormat.RFC4180.builder().setDelimiter(separator).build();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> patterns() {
        return List.of("csv/{apikey}/{device}");
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var device = message.require("device");
        var lines = new ArrayList<>(lines(JsonTree.text(message.payload())));
        lines.removeIf(line -> line.size() == 1 && line.get(0).isBlank());
        if (lines.isEmpty()) {
            throw new PayloadException("the payload is empty");
        }
        var names =
                columns.isEmpty()
                        ? lines.removeFirst().stream().map(String::strip).toList()
                        : columns;
        return lines.stream().<Uplink>map(line -> reading(device, names, line)).toList();
    }

    private List<CSVRecord> lines(String text) {
        try (var parser = format.parse(new StringReader(text))) {
            return parser.getRecords();
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            throw new PayloadException("not CSV: " + e.getMessage());
        }
    }

    private static Reading reading(String device, List<String> names, CSVRecord line) {
        if (line.size() != names.size()) {
            throw new PayloadException(
                    "line "
                            + line.getRecordNumber()
                            + ": expected "
                            + names.size()
                            + " fields, found "
                            + line.size());
        }
        var draft = new MeasureDraft();
        @Nullable JsonNode time = null;
        for (int i = 0; i < names.size(); i++) {
            var field = line.get(i).strip();
            if (names.get(i).equals(TIME)) {
                time = field.isEmpty() ? null : StringNode.valueOf(field);
            } else if (!field.isEmpty()) {
                draft.add(names.get(i), SingleValue.value(field));
            }
        }
        return new Reading(device, draft.finish(time), null);
    }
}
