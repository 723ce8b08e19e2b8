package city.auriga.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.storage.TestDatabase;
import org.junit.jupiter.api.Test;

class CollationsTest {
    private final Database database = new Database(TestDatabase.create().dataSource());

    @Test
    void areThoseOfPostgresWhereItHasThem() {
        var collations = new Collations(database, 0);
        assertThat(collations.name(null)).isEqualTo("\"C\"");
        assertThat(collations.name("und")).isEqualTo("\"und-x-icu\"");
        assertThat(collations.name("de-AT")).isEqualTo("\"de-AT-x-icu\"");
    }

    @Test
    void areCreatedOnceAndNotWithoutEnd() {
        var collations = new Collations(database, 1);
        assertThat(collations.name("und-u-ks-level2")).isEqualTo("\"auriga-und-u-ks-level2\"");
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() -> collations.name("de-u-co-phonebk"))
                .satisfies(e -> assertThat(e.member()).isEqualTo("collation"));
        assertThat(new Collations(database, 1).name("und-u-ks-level2"))
                .as("as another process finds it")
                .isEqualTo("\"auriga-und-u-ks-level2\"");
        assertThat(sorted("\"auriga-und-u-ks-level2\"")).isTrue();
    }

    private boolean sorted(String collation) {
        return database.run(jdbc ->
                jdbc.sql("SELECT 'A' COLLATE %1$s = 'a' COLLATE %1$s".formatted(collation))
                        .query(Boolean.class)
                        .single());
    }
}
