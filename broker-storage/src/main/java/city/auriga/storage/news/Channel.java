package city.auriga.storage.news;

import java.util.function.Consumer;

/**
 * News of one kind.
 *
 * @param name of the channel in PostgreSQL
 * @param hear is told each of them
 * @param missed is called when any may have been missed, and at the beginning
 */
public record Channel(String name, Consumer<String> hear, Runnable missed) {}
