package city.auriga.iot.codec;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Patterns and topics over few words, so that many match. */
final class TopicArbitraries {
    private TopicArbitraries() {}

    static Arbitrary<TopicPattern> patterns() {
        return Arbitraries.of("a", "b", "$c", "{}", "{+}")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(TopicArbitraries::pattern);
    }

    private static TopicPattern pattern(List<String> parts) {
        var text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            var rest = i == parts.size() - 1 && parts.get(i).equals("{+}");
            text.append(i == 0 ? "" : "/")
                    .append(
                            parts.get(i).startsWith("{")
                                    ? "{c" + i + (rest ? "+" : "") + "}"
                                    : parts.get(i));
        }
        return TopicPattern.parse(text.toString());
    }

    static Arbitrary<String> topics() {
        return Arbitraries.of("a", "b", "$c", "d", "")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(levels -> String.join("/", levels));
    }
}
