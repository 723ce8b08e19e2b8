package city.auriga.api.fuzz;

import city.auriga.api.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a member holds, by what it cannot hold. {@code null} is judged elsewhere. */
enum Kind {
    URI(
            "1, true, {}, [], '', 'no uri', 'urn:', ':x', '1urn:x', 'urn:a b', 'urn:<x>',"
                    + " 'urn:a\\\\b'"),
    TIME(
            """
            1, true, {}, [], '', 'yesterday', '2026-01-01', '2026-01-01T00:00:00',
            '2026-01-01T00:00:00+01:00', '2026-01-01 00:00:00Z', '2026-01-01T00:00:00z',
            '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-01-01T25:00:00Z',
            '2026-01-01T00:60:00Z', '2026-01-01T00:00:00.1234567Z', '2026-01-01T00:00:00.Z',
            '0000-01-01T00:00:00Z', '-2026-01-01T00:00:00Z', '20260101T000000Z', '٢٠٢٦-01-01T00:00:00Z'
            """),
    TEXT("1, true, {}, [], ''"),
    ENTITY_TYPE("1, true, {}, [], '', ' ', 'a b', '1a', 'a-b', '@id', [1], ['T', {}], ['T', '']"),
    ATTRIBUTE_TYPE("1, true, {}, [], '', 'Thing', 'property', 'Property ', ['Property']"),
    VALUE("null, {a:{b:null}}, [1, [null]]"),
    GEOMETRY_TYPE("1, true, {}, [], '', 'point', 'Circle', 'GeometryCollection', 'Feature'"),
    POINT(
            """
            1, 'x', {}, [], [1], [1,2,3,4], ['8','49'], [8,'49'], [[8,49]], [true,1], [181,0], [-180.1,0],
            [0,90.5], [0,-91], [1e400,0], '8,49'
            """),
    LINE(
            "1, 'x', {}, [], [[0,0]], [0,0], [[0,0],[1]], [[0,0],['1','1']], [[0,0],[200,0]],"
                    + " [[[0,0],[1,1]]]"),
    POLYGON(
            """
            1, 'x', {}, [], [[]], [[0,0],[1,0],[1,1],[0,0]], [[[0,0],[1,0],[1,1],[0,1]]], [[[0,0],[1,0],[0,0]]],
            [[[0,0],[1,0],[1,1],[0,0]],[]], [[[0,0],[1,0],[1,1],[0,0]],[[0,0],[1,0],[1,1],[2,2]]],
            [[[0,0],[1,0],[1,100],[0,0]]], [[['0','0'],['1','0'],['1','1'],['0','0']]], [[[[0,0],[1,0],[1,1],[0,0]]]]
            """),
    LANGUAGE_MAP(
            "1, 'x', true, [], {}, {'not a tag':'x'}, {en:1}, {en:[]}, {en:[1]}, {en:{}},"
                    + " {'':'x'}"),
    VOCABULARY("1, true, {}, [], [1], ['a', {}]"),
    JSON_VALUE("1, 'x', true"),
    LIST("1, 'x', true, {}, [{a:null}]"),
    URIS("1, 'urn:a:b', {}, ['no uri'], [1], [{object:1}], [{x:'urn:a:b'}], [['urn:a:b']]"),
    SCOPE("1, true, {}, [], '', ' ', '/', '//a', '/1', '/a/', '/a b', '/a/+', '#', ['/a', 1]"),
    NAMES("1, true, {}, [], [1], ['a', {}]"),
    WATCHED("1, 'a', {}, [], [1], [''], ['a b'], ['a', '1a']"),
    FLAG("1, 'maybe', {}, [1]"),
    OBJECT("1, 'x', true, []"),
    SUBSCRIPTION_TYPE("1, {}, [], '', 'Entity'"),
    SELECTORS("1, 'x', {}, [], [1], [{}], [{id:'urn:a:b'}]"),
    SELECTOR_TYPE("1, {}, [], '', 'a b', '(', 'a;', '1a'"),
    SELECTOR_ID("1, {}, [], '', 'no uri', ['no uri'], ['urn:a:b', 1]"),
    REGEX("1, {}, [], '', '(', '[a', 'a{2000}{2000}'"),
    TRIGGERS("1, 'entityCreated', [], {}, ['nothing'], [1]"),
    Q("1, {}, [], '', 'a=>1', '(a==1', 'a==', 'a;;b', '==1', 'a~=\"[\"', 'a==1;', 'a b'"),
    SCOPE_Q("1, {}, [], '', 'a b', '(/a', '/a//b', '/1'"),
    GEOREL(
            "1, {}, '', 'near', 'around', 'near;maxDistance==x', 'near;maxDistance==-1',"
                    + " 'near;maxDistance==1e999'"),
    GEOMETRY("1, {}, '', 'Circle', 'point', 'GeometryCollection'"),
    ENDPOINT(
            "1, {}, [], '', 'no uri', '/relative', 'http://', 'http:///x', 'http://h:99999/',"
                    + " 'ftp://h/x'"),
    ACCEPT("1, {}, '', 'text/plain'"),
    FORMAT("1, {}, [], '', 'x'"),
    POSITIVE("0, -1, 'x', {}, []"),
    RECEIVER_INFO(
            """
            1, 'x', {}, [1], [{}], [{key:'a b',value:'x'}], [{key:'A'}], [{value:'x'}], [{key:'A',value:1}],
            [{key:'A',value:'x\\r\\nB: y'}]
            """),
    DATASETS("1, 'x', {}, [], [1], ['x'], ['urn:a:b', {}]"),
    JOIN("1, true, {}, [], '', 'x', 'Inline'"),
    ORDER("1, 'id', {}, [], [1], [''], ['a;up'], ['a;desc;asc'], ['1a'], ['a[b']"),
    COLLATION("1, true, {}, [], '', '!!nope', 'not a bcp47 tag!!'"),
    DURATION("1, true, {}, [], '', 'x', '1M', 'P', 'PT', '-PT1M'"),
    PROVISIONED("1, 'x', {}, [], [1]"),
    PROVISIONED_TYPE("1, {}, '', [1], ['']"),
    PROVISIONED_TEXT("1, true, {}, []"),
    PROVISIONED_NAME("1, true, {}, [], '', ' '"),
    DECLARATIONS("1, 'x', {}, [1], ['x'], [null]"),
    METADATA("1, 'x', [1], {a:{}}, {a:1}"),
    ZONE("1, {}, 'Nowhere/Land', ''");

    private final String wrong;

    Kind(String wrong) {
        this.wrong = wrong;
    }

    List<JsonNode> wrong() {
        return Json.of("[" + wrong + "]").valueStream().toList();
    }
}
