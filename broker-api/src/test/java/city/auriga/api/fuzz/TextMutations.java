package city.auriga.api.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Breaks the body of a request as bytes, so that it is no JSON any more, or no text. */
final class TextMutations {
    private static final int TIMES = 12;

    /** Stray bytes, overlong forms, halves of surrogate pairs, characters that are cut off. */
    private static final List<String> NOT_UTF8 =
            List.of(
                    "80",
                    "ff",
                    "c0af",
                    "c080",
                    "e282",
                    "f09f98",
                    "eda080",
                    "f5808080",
                    "edb080eda080");

    private final Template template;
    private final Random random;
    private final byte[] bytes;
    private final List<Mutation> mutations = new ArrayList<>();

    private TextMutations(Template template, Random random) {
        this.template = template;
        this.random = random;
        this.bytes = template.request().body();
    }

    static List<Mutation> of(Template template, Random random) {
        var all = new TextMutations(template, random);
        all.cutOff();
        all.breakEncoding();
        all.repeatMembers();
        all.changeBytes();
        all.addToIt();
        return all.mutations;
    }

    private void cutOff() {
        for (int i = 0; i < TIMES; i++) {
            int length = random.nextInt(bytes.length);
            refused("only " + length + " bytes", Arrays.copyOf(bytes, length));
        }
    }

    private void breakEncoding() {
        int[] texts =
                IntStream.range(1, bytes.length)
                        .filter(i ->
                                Character.isLetter(bytes[i]) && Character.isLetter(bytes[i - 1]))
                        .toArray();
        for (var hex : NOT_UTF8) {
            int place = texts[random.nextInt(texts.length)];
            var broken = inserted(place, HexFormat.of().parseHex(hex));
            if (template.grammar().isNgsiLd()) {
                refused(hex + " at byte " + place, broken);
            } else {
                anything(hex + " at byte " + place, broken);
            }
        }
        for (var charset : List.of("UTF-16", "UTF-16LE", "UTF-32", "IBM1047")) {
            var text = new String(bytes, StandardCharsets.UTF_8);
            anything(charset, text.getBytes(Charset.forName(charset)));
        }
        anything("byte order mark", inserted(0, HexFormat.of().parseHex("efbbbf")));
    }

    private void repeatMembers() {
        var text = new String(bytes, StandardCharsets.UTF_8);
        Place.in(template.body().orElseThrow()).stream()
                .flatMap(place -> place.member().stream())
                .distinct()
                .forEach(name -> {
                    var member = '"' + name + "\":";
                    var request =
                            template.request()
                                    .withBody(text.replaceFirst(member, member + "1," + member));
                    var what = "two members '" + name + "'";
                    mutations.add(
                            template.grammar().isNgsiLd()
                                    ? Mutation.refused(what, request, name)
                                    : Mutation.anything(what, request));
                });
    }

    private void changeBytes() {
        for (int i = 0; i < TIMES; i++) {
            var changed = bytes.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            anything("changed bytes", changed);
            anything("a byte less", removed(random.nextInt(bytes.length)));
            anything(
                    "a byte more",
                    inserted(
                            random.nextInt(bytes.length), new byte[] {(byte) random.nextInt(256)}));
        }
    }

    private void addToIt() {
        var text = new String(bytes, StandardCharsets.UTF_8);
        for (var broken :
                List.of(
                        "",
                        " ",
                        "nul",
                        "NaN",
                        text + "x",
                        text + text,
                        text + "]",
                        "/* */" + text,
                        "<a/>",
                        text.replace('"', '\''),
                        text.replace(":", "=>"),
                        "[".repeat(100_000),
                        "{\"a\":".repeat(10_000),
                        "[" + "9".repeat(2_000) + "]",
                        "\u0000")) {
            refused("the body as text", broken.getBytes(StandardCharsets.UTF_8));
        }
    }

    private byte[] removed(int index) {
        var left = new ByteArrayOutputStream();
        left.write(bytes, 0, index);
        left.write(bytes, index + 1, bytes.length - index - 1);
        return left.toByteArray();
    }

    private byte[] inserted(int index, byte[] more) {
        var all = new ByteArrayOutputStream();
        all.write(bytes, 0, index);
        all.writeBytes(more);
        all.write(bytes, index, bytes.length - index);
        return all.toByteArray();
    }

    private void refused(String what, byte[] body) {
        mutations.add(Mutation.refused(what, template.request().withBody(body)));
    }

    private void anything(String what, byte[] body) {
        mutations.add(Mutation.anything(what, template.request().withBody(body)));
    }
}
