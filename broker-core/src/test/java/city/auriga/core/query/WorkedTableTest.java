package city.auriga.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The worked table of q (4.9): row, query, names of the Entities that match. Rows named by a
 * section complete the rules for targets (2.3) and operators (2.4).
 */
class WorkedTableTest {
    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    1 -> speed -> A1 A2 O1
                    2 -> !speed -> P1
                    3 -> speed.accuracy -> A1
                    4 -> speed.accuracy.source=="lab" -> A1
                    5 -> speed==55 -> A1
                    5 -> speed==62 -> A1
                    6 -> speed!=55 -> A1 A2 O1
                    7 -> speed!=80 -> A1 O1
                    8 -> speed>60 -> A1 A2
                    9 -> speed<60 -> A1
                    10 -> speed>=80 -> A2
                    11 -> speed=="55" -> -
                    12 -> speed!="55" -> A1 A2 O1
                    13 -> speed>"a" -> O1
                    14 -> speed==50..60 -> A1
                    15 -> speed!=50..70 -> A2 O1
                    16 -> speed==80,55 -> A1 A2
                    17 -> speed!=80,55 -> A1 O1
                    19 -> speed.unitCode=="KMH" -> A1
                    20 -> speed.observedAt>=2026-01-01T00:00:00Z -> A1
                    21 -> speed.datasetId==urn:ds:gps -> A1
                    22 -> brand=="Mercedes" -> A1
                    23 -> brand!="Mercedes" -> A2
                    24 -> brand=="BMW","Audi" -> A2
                    25 -> brand!="BMW","Audi" -> A1
                    26 -> brand>"C" -> A1
                    27 -> brand~="^Mer" -> A1
                    28 -> brand~="edes" -> A1
                    29 -> brand!~="^Mer" -> A2
                    30 -> speed~="5.*" -> -
                    31 -> speed!~="5.*" -> O1
                    32 -> tags=="red" -> A1
                    33 -> tags!="red" -> A2
                    34 -> tags!="green" -> A1 A2
                    35 -> tags=="blue","fast" -> A1 A2
                    36 -> tags>"a" -> -
                    37 -> active==true -> A1
                    38 -> active=="true" -> -
                    39 -> active!="true" -> A1 A2
                    41 -> isParked==urn:P1 -> A1 A2
                    42 -> isParked=="urn:P9" -> A2
                    43 -> isParked!=urn:P9 -> A1
                    44 -> isParked>"urn:A" -> -
                    44 -> isParked~="P1" -> -
                    45 -> address[city]=="Berlin" -> A1
                    46 -> address[geo.zip]=="10115" -> A1
                    46 -> address[geo.zip]==10115 -> -
                    47 -> address[street] -> -
                    47 -> address[street]!="x" -> -
                    48 -> address=="Berlin" -> -
                    49 -> label[en]=="red" -> A1
                    50 -> label[en]=="rouge" -> -
                    51 -> label[de]=="karmin" -> A1
                    52 -> label[*]=="rouge" -> A1
                    53 -> label[*]!="red" -> A2
                    54 -> label[es]!="red" -> -
                    55 -> label=="rouge" -> A1
                    56 -> label[en]~="^bl" -> A2
                    57 -> category==commercial -> -
                    59 -> category=="https://ex.org/v#commercial" -> A1
                    63 -> stops==20 -> A2
                    63 -> stops!=20 -> -
                    63 -> stops>5 -> -
                    64 -> note==30 -> -
                    64 -> note=="30" -> A2
                    65 -> built>2024-01-01 -> A1
                    65 -> built=="2024-05-01" -> A1
                    66 -> isParked{capacity}>100 -> A1 A2
                    67 -> isParked{Parking:name}=="Central" -> A1 A2
                    68 -> isParked{Organization:name}=="Central" -> -
                    69 -> isParked{operatedBy{name}}=="ParkCo" -> A1 A2
                    71 -> speed>60;brand=="BMW"|level==5 -> A2 O1
                    72 -> speed>60;(brand=="BMW"|level==5) -> A2
                    73 -> (speed>50|level==5);!stops -> A1 O1
                    74 -> ((speed>50|level==5);name) -> O1
                    75 -> createdAt>2026-02-15T00:00:00Z -> A2 O1
                    76 -> name=="a;b|c" -> -
                    2.3 -> id -> -
                    2.3 -> !id -> -
                    2.3 -> id==urn:A1 -> -
                    2.3 -> id!=urn:A1 -> -
                    2.3 -> type==Vehicle -> -
                    2.3 -> scope -> -
                    2.3 -> speed.unitCode -> A1
                    2.3 -> speed.createdAt -> A1 A2 O1
                    2.3 -> label[EN]=="red" -> A1
                    2.3 -> ticket -> A1
                    2.3 -> ticket=="late" -> -
                    2.3 -> ticket!="late" -> -
                    2.3 -> ticket[value]=="late" -> A1
                    2.3 -> isParked{capacity} -> A1 A2
                    2.3 -> !isParked{operatedBy} -> P1 O1
                    2.4 -> speed==55.0 -> A1
                    2.4 -> speed!=5.5e1 -> A1 A2 O1
                    2.4 -> brand>"a" -> -
                    2.4 -> brand==1..2 -> -
                    2.4 -> brand!=1..2 -> A1 A2
                    2.4 -> brand!=5 -> A1 A2
                    2.4 -> brand<="BMW" -> A2
                    2.4 -> tags -> A1 A2
                    2.4 -> !tags -> P1 O1
                    2.4 -> tags~="red" -> -
                    2.4 -> tags!~="red" -> -
                    2.4 -> stops==10..20 -> -
                    2.4 -> stops!=10..20 -> A2
                    2.4 -> stops==10,99 -> A2
                    2.4 -> stops!=9,99 -> A2
                    2.4 -> isParked==urn:P9,urn:P8 -> A2
                    2.4 -> isParked!=urn:P1,urn:P9 -> -
                    2.4 -> isParked!~="P1" -> -
                    2.4 -> isParked<="urn:Z" -> -
                    2.4 -> label[de]!="rot" -> -
                    2.4 -> label[de]~="rot" -> -
                    2.4 -> label[*]~="red" -> -
                    2.4 -> label[en]!~="^bl" -> A1
                    2.4 -> level!~="x" -> -
                    2.4 -> missing==1 -> -
                    2.4 -> missing!=1 -> -
                    2.4 -> missing>1 -> -
                    2.4 -> missing!~="x" -> -
                    """)
    void matches(String row, String q, String names) {
        assertThat(WorkedExample.matching(parse(q))).as(row).isEqualTo(list(names));
    }

    @ParameterizedTest(name = "{0}: {1} expandValues={2} jsonKeys={3} -> {4}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    58 -> category==commercial -> category -> -      -> A1
                    60 -> category!=private    -> category -> -      -> A1
                    61 -> ticket[value]=="late" -> -       -> ticket -> A1
                    62 -> ticket[n]>2           -> -       -> ticket -> A1
                    62 -> ticket[n]>2           -> -       -> -      -> A1
                    """)
    void matchesWith(String row, String q, String expandValues, String jsonKeys, String names) {
        var options =
                QParser.Options.of(WorkedExample.TERMS).with(list(expandValues), list(jsonKeys));
        assertThat(WorkedExample.matching(QParser.parse(q, "q", options)))
                .as(row)
                .isEqualTo(list(names));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    18 -> speed>50..60
                    40 -> active>false
                    77 -> speed==
                    77 -> speed=55
                    77 -> (speed>1
                    77 -> speed>1;
                    77 -> 1speed==3
                    77 -> name=="x
                    """)
    void refuses(String row, String q) {
        assertThatThrownBy(() -> parse(q))
                .as(row)
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST_DATA))
                .extracting("member")
                .isEqualTo("q");
    }

    /** Rows 69 and 70. */
    @Test
    void refusesToFollowMoreRelationshipsThanAreJoined() {
        var one = EntityQuery.ALL.withQ(parse("isParked{capacity}>100"));
        var two = EntityQuery.ALL.withQ(parse("isParked{operatedBy{name}}==\"ParkCo\""));
        one.requireLinks(1);
        two.requireLinks(2);
        assertThatThrownBy(() -> one.requireLinks(0)).hasMessageContaining("there is no join");
        assertThatThrownBy(() -> two.requireLinks(1)).hasMessageContaining("joinLevel is 1");
    }

    /** Row 75. */
    @Test
    void refusesSystemTimesAlone() {
        var query = EntityQuery.ALL.withQ(parse("createdAt>2026-02-15T00:00:00Z"));
        assertThatThrownBy(() -> query.requireNarrow(false)).hasMessageContaining("too wide");
        query.requireNarrow(true);
    }

    private static Q parse(String q) {
        return QParser.parse(q, "q", QParser.Options.of(WorkedExample.TERMS));
    }

    private static List<String> list(String text) {
        return text.equals("-") ? List.of() : Arrays.asList(text.split(" "));
    }
}
