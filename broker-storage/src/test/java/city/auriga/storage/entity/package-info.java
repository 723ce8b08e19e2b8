@NullMarked
package city.auriga.storage.entity;

import org.jspecify.annotations.NullMarked;
