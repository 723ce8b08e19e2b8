package city.auriga.iot.expression;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.expression.Node.Chain;
import city.auriga.iot.expression.Node.Conditional;
import city.auriga.iot.expression.Node.ListLiteral;
import city.auriga.iot.expression.Node.Literal;
import city.auriga.iot.expression.Node.Logical;
import city.auriga.iot.expression.Node.Negation;
import city.auriga.iot.expression.Node.Not;
import city.auriga.iot.expression.Node.ObjectLiteral;
import city.auriga.iot.expression.Node.Path;
import city.auriga.iot.expression.Node.Relative;
import city.auriga.iot.expression.Node.Undefined;
import city.auriga.iot.expression.Node.Variable;
import city.auriga.iot.expression.Suffix.Filter;
import city.auriga.iot.expression.Suffix.Member;
import city.auriga.iot.expression.Suffix.Selection;
import city.auriga.iot.expression.Suffix.Transformation;
import city.auriga.iot.expression.grammar.JexlBaseVisitor;
import city.auriga.iot.expression.grammar.JexlLexer;
import city.auriga.iot.expression.grammar.JexlParser;
import city.auriga.iot.expression.grammar.JexlParser.ExpressionContext;
import city.auriga.iot.expression.transform.NamedTransform;
import city.auriga.iot.expression.transform.PatternTransforms;
import city.auriga.iot.expression.transform.Transforms;
import city.auriga.iot.expression.value.NoValueException;
import city.auriga.iot.expression.value.Numbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

/**
 * From the tree of the grammar to an {@link Expression}, with all that can be checked beforehand.
 */
final class Compiler extends JexlBaseVisitor<Node> {
    private static final int MAX_LENGTH = 4096;
    private static final Set<String> UNDEFINED = Set.of("null", "undefined");
    private static final Pattern FORMER_VARIABLE =
            Pattern.compile("\\s*\\$\\{\\s*@?([\\p{L}_$][\\p{L}\\p{M}\\p{Nd}_$]*)\\s*}\\s*");
    private static final Pattern QUOTED = Pattern.compile("\\\\([\\\\'\"])");

    private final SyntaxErrors errors;
    private final String member;
    private final Set<String> variables = new LinkedHashSet<>();
    private int filters;
    private boolean relative;

    private Compiler(SyntaxErrors errors, String member) {
        this.errors = errors;
        this.member = member;
    }

    static Expression compile(String text, String member) {
        if (text.length() > MAX_LENGTH) {
            throw new ExpressionException(
                    member,
                    MAX_LENGTH + 1,
                    "found " + text.length() + " characters, expected at most " + MAX_LENGTH);
        }
        var former = FORMER_VARIABLE.matcher(text);
        var source = former.matches() ? former.group(1) : text;
        var errors = new SyntaxErrors(member);
        var compiler = new Compiler(errors, member);
        var root = compiler.visit(parser(source, errors).root().expression());
        return new Expression(text, root, compiler.variables);
    }

    private static JexlParser parser(String source, SyntaxErrors errors) {
        var parser =
                new JexlParser(
                        new CommonTokenStream(new JexlLexer(CharStreams.fromString(source))));
        parser.removeErrorListeners();
        parser.addErrorListener(errors);
        parser.addParseListener(errors);
        return parser;
    }

    @Override
    public Node visitExpression(ExpressionContext context) {
        var test = visit(context.logical());
        if (context.otherwise == null) {
            return test;
        }
        return new Conditional(
                test, context.then == null ? null : visit(context.then), visit(context.otherwise));
    }

    @Override
    public Node visitLogical(JexlParser.LogicalContext context) {
        var first = visit(context.comparison(0));
        var links = new ArrayList<Logical.Alternative>();
        for (int i = 0; i < context.operators.size(); i++) {
            boolean isOr = context.operators.get(i).getType() == JexlLexer.OR;
            links.add(new Logical.Alternative(isOr, visit(context.comparison(i + 1))));
        }
        return links.isEmpty() ? first : new Logical(first, links);
    }

    @Override
    public Node visitComparison(JexlParser.ComparisonContext context) {
        return chain(context.operators, context.sum());
    }

    @Override
    public Node visitSum(JexlParser.SumContext context) {
        return chain(context.operators, context.product());
    }

    @Override
    public Node visitProduct(JexlParser.ProductContext context) {
        return chain(context.operators, context.power());
    }

    @Override
    public Node visitPower(JexlParser.PowerContext context) {
        return chain(context.operators, context.unary());
    }

    private Node chain(List<Token> operators, List<? extends ParserRuleContext> operands) {
        var first = visit(operands.getFirst());
        var links = new ArrayList<Chain.Link>();
        for (int i = 0; i < operators.size(); i++) {
            var operator = BinaryOperator.of(operators.get(i).getText());
            links.add(new Chain.Link(operator, visit(operands.get(i + 1))));
        }
        return links.isEmpty() ? first : new Chain(first, links);
    }

    @Override
    public Node visitUnary(JexlParser.UnaryContext context) {
        if (context.operator == null) {
            return visit(context.path());
        }
        if (context.operator.getType() == JexlLexer.NOT) {
            return new Not(visit(context.unary()));
        }
        var path = context.unary().path();
        // A minus before a number is part of it: of -5|tostring the text is -5.
        return path != null && path.primary() instanceof JexlParser.NumberContext number
                ? path(
                        new Literal(Numbers.node(number(number.NUMBER().getSymbol()).negate())),
                        path)
                : new Negation(visit(context.unary()));
    }

    @Override
    public Node visitPath(JexlParser.PathContext context) {
        return path(visit(context.primary()), context);
    }

    private Node path(Node start, JexlParser.PathContext context) {
        if (context.suffix().isEmpty()) {
            return start;
        }
        return new Path(start, context.suffix().stream().map(this::suffix).toList());
    }

    private Suffix suffix(JexlParser.SuffixContext context) {
        return switch (context) {
            case JexlParser.MemberContext of -> new Member(of.name().getText());
            case JexlParser.FilterContext filter -> brackets(filter);
            case JexlParser.TransformContext transform -> transformation(transform);
            default -> throw new IllegalStateException(context.getText());
        };
    }

    /** Relative names make it a filter; they belong to the innermost brackets. */
    private Suffix brackets(JexlParser.FilterContext context) {
        boolean outer = relative;
        relative = false;
        filters++;
        var inside = visit(context.expression());
        var brackets = relative ? new Filter(inside) : new Selection(inside);
        filters--;
        relative = outer;
        return brackets;
    }

    private Suffix transformation(JexlParser.TransformContext context) {
        var name = context.IDENTIFIER().getSymbol();
        var transform = Transforms.find(name.getText());
        if (transform == null) {
            throw errors.fault(
                    name,
                    "found the unknown transform '%s', expected one of %s"
                            .formatted(name.getText(), String.join(", ", Transforms.names())));
        }
        List<ExpressionContext> arguments =
                context.arguments() == null ? List.of() : context.arguments().expression();
        if (arguments.size() < transform.leastArguments()) {
            throw errors.fault(
                    name,
                    "found %d arguments of '%s', expected at least %d"
                            .formatted(
                                    arguments.size(),
                                    transform.name(),
                                    transform.leastArguments()));
        }
        return new Transformation(transform, arguments(transform, arguments));
    }

    private List<Node> arguments(NamedTransform transform, List<ExpressionContext> contexts) {
        var arguments = new ArrayList<Node>();
        for (var context : contexts) {
            var argument = visit(context);
            boolean isPattern = transform.takesPattern() && arguments.isEmpty();
            arguments.add(isPattern ? pattern(argument, context) : argument);
        }
        return arguments;
    }

    private Node pattern(Node argument, ExpressionContext context) {
        if (!(argument instanceof Literal(StringNode pattern))) {
            return argument;
        }
        try {
            return new Literal(PatternTransforms.compiled(pattern.stringValue(), member));
        } catch (NgsiLdException notAPattern) {
            throw errors.fault(context.getStart(), notAPattern.getMessage());
        }
    }

    @Override
    public Node visitNumber(JexlParser.NumberContext context) {
        return new Literal(Numbers.node(number(context.NUMBER().getSymbol())));
    }

    private BigDecimal number(Token token) {
        try {
            return Objects.requireNonNullElseGet(
                    Numbers.parse(token.getText()),
                    () -> {
                        throw NoValueException.noValue();
                    });
        } catch (NoValueException tooLarge) {
            throw errors.fault(token, "found a number that is too large");
        }
    }

    @Override
    public Node visitText(JexlParser.TextContext context) {
        return new Literal(StringNode.valueOf(unquoted(context.getText())));
    }

    private static String unquoted(String text) {
        return QUOTED.matcher(text.substring(1, text.length() - 1)).replaceAll("$1");
    }

    @Override
    public Node visitTruth(JexlParser.TruthContext context) {
        return new Literal(BooleanNode.valueOf(context.TRUE() != null));
    }

    @Override
    public Node visitVariable(JexlParser.VariableContext context) {
        return variable(context.IDENTIFIER().getText());
    }

    private Node variable(String name) {
        if (UNDEFINED.contains(name)) {
            return new Undefined();
        }
        variables.add(name);
        return new Variable(name);
    }

    /** Outside of brackets it is relative to all variables. */
    @Override
    public Node visitRelative(JexlParser.RelativeContext context) {
        var name = context.name().getText();
        if (filters == 0) {
            return variable(name);
        }
        relative = true;
        return new Relative(name);
    }

    @Override
    public Node visitGroup(JexlParser.GroupContext context) {
        return visit(context.expression());
    }

    @Override
    public Node visitList(JexlParser.ListContext context) {
        return new ListLiteral(context.expression().stream().map(this::visit).toList());
    }

    @Override
    public Node visitObject(JexlParser.ObjectContext context) {
        var members = new LinkedHashMap<String, Node>();
        for (var entry : context.entry()) {
            var key = entry.key();
            members.put(
                    key.STRING() == null ? key.getText() : unquoted(key.getText()),
                    visit(entry.expression()));
        }
        return new ObjectLiteral(members);
    }
}
