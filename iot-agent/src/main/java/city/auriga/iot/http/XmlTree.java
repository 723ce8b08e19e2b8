package city.auriga.iot.http;

import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An XML document as FIWARE's agents make an object of it: names without their prefixes, children
 * as arrays, attributes below {@code $}, text beside them as {@code _}. Reads no entities and
 * nothing from elsewhere.
 */
final class XmlTree {
    private static final int DEEPEST = 64;
    private static final String ATTRIBUTES = "$";
    private static final String TEXT = "_";
    private static final XMLInputFactory FACTORY = factory();

    private final XMLStreamReader reader;

    private XmlTree(XMLStreamReader reader) {
        this.reader = reader;
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /**
     * @throws MeasureException if it is no XML
     */
    static ObjectNode read(String text) {
        try {
            var reader = FACTORY.createXMLStreamReader(new StringReader(text));
            int event = reader.next();
            while (event != XMLStreamConstants.START_ELEMENT) {
                event = reader.next();
            }
            var name = reader.getLocalName();
            var root = JsonNodeFactory.instance.objectNode();
            root.set(name, new XmlTree(reader).element(1));
            while (reader.hasNext()) {
                reader.next();
            }
            return root;
        } catch (XMLStreamException e) {
            var place = e.getLocation();
            throw new MeasureException(
                    400,
                    "PARSE_ERROR",
                    "not XML: line "
                            + place.getLineNumber()
                            + ", column "
                            + place.getColumnNumber());
        }
    }

    private JsonNode element(int depth) throws XMLStreamException {
        if (depth > DEEPEST) {
            throw new MeasureException(
                    400, "PARSE_ERROR", "XML: more than " + DEEPEST + " elements in each other");
        }
        var object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            object.withObjectProperty(ATTRIBUTES)
                    .put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        var text = new StringBuilder();
        for (int event = reader.next();
                event != XMLStreamConstants.END_ELEMENT;
                event = reader.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                var name = reader.getLocalName();
                object.withArrayProperty(name).add(element(depth + 1));
            } else if (event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new MeasureException(
                        400, "PARSE_ERROR", "XML: unknown entity '" + reader.getLocalName() + "'");
            } else if (reader.hasText() && event != XMLStreamConstants.COMMENT) {
                text.append(reader.getText());
            }
        }
        var stripped = text.toString().strip();
        if (object.isEmpty()) {
            return JsonNodeFactory.instance.stringNode(stripped);
        }
        if (!stripped.isEmpty() && object.has(TEXT)) {
            object.withArrayProperty(TEXT).add(stripped);
        } else if (!stripped.isEmpty()) {
            object.put(TEXT, stripped);
        }
        return object;
    }
}
