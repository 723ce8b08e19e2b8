package city.auriga.core.device;

/** What groups and devices declare, by which their Entities are known in advance. */
public enum DeclaredList {
    COMMANDS("commands"),
    /** Attributes that are read on demand. */
    LAZY("lazy");

    private final String member;

    DeclaredList(String member) {
        this.member = member;
    }

    /** Of the document. */
    public String member() {
        return member;
    }
}
