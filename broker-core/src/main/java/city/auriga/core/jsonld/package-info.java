/**
 * JSON-LD @contexts (5.5.5, 5.5.7): term expansion and compaction. Reads context documents; must
 * not fetch them.
 */
@NullMarked
package city.auriga.core.jsonld;

import org.jspecify.annotations.NullMarked;
