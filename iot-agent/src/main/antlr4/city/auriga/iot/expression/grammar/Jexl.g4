/*
 * The expression language of FIWARE's IoT agents: JEXL as in TomFrost/Jexl (JavaScript). Its operators have
 * the precedences of that library: && and || are one level, so are % and ^, and all of them lean to the left.
 */
grammar Jexl;

root
    : expression EOF
    ;

expression
    : logical (QUESTION then=expression? COLON otherwise=expression)?
    ;

logical
    : comparison (operators+=(AND | OR) comparison)*
    ;

comparison
    : sum (operators+=(EQUAL | UNEQUAL | LESS | LESS_OR_EQUAL | GREATER | GREATER_OR_EQUAL | IN) sum)*
    ;

sum
    : product (operators+=(PLUS | MINUS) product)*
    ;

product
    : power (operators+=(TIMES | DIVIDED | FLOORED) power)*
    ;

power
    : unary (operators+=(REMAINDER | POWER) unary)*
    ;

unary
    : operator=(NOT | MINUS) unary
    | path
    ;

path
    : primary suffix*
    ;

suffix
    : DOT name                         # member
    | '[' expression ']'               # filter
    | PIPE IDENTIFIER arguments?       # transform
    ;

arguments
    : '(' (expression (COMMA expression)* COMMA?)? ')'
    ;

primary
    : NUMBER                                              # number
    | STRING                                              # text
    | (TRUE | FALSE)                                      # truth
    | IDENTIFIER                                          # variable
    | DOT name                                            # relative
    | '(' expression ')'                                  # group
    | '[' (expression (COMMA expression)* COMMA?)? ']'    # list
    | '{' (entry (COMMA entry)* COMMA?)? '}'              # object
    ;

entry
    : key COLON expression
    ;

key
    : name
    | STRING
    | NUMBER
    ;

/** Behind a dot and as a key every word is a name. */
name
    : IDENTIFIER
    | IN
    | TRUE
    | FALSE
    ;

QUESTION: '?';
COLON: ':';
COMMA: ',';
DOT: '.';
PIPE: '|';
AND: '&&';
OR: '||';
NOT: '!';
EQUAL: '==';
UNEQUAL: '!=';
LESS: '<';
LESS_OR_EQUAL: '<=';
GREATER: '>';
GREATER_OR_EQUAL: '>=';
IN: 'in';
PLUS: '+';
MINUS: '-';
TIMES: '*';
DIVIDED: '/';
FLOORED: '//';
REMAINDER: '%';
POWER: '^';
TRUE: 'true';
FALSE: 'false';
OPEN: '(';
CLOSE: ')';
OPEN_LIST: '[';
CLOSE_LIST: ']';
OPEN_OBJECT: '{';
CLOSE_OBJECT: '}';

NUMBER: [0-9]* '.' [0-9]+ | [0-9]+;
STRING: '\'' (~['\\] | '\\' .)* '\'' | '"' (~["\\] | '\\' .)* '"';
IDENTIFIER: [\p{L}_$] [\p{L}\p{M}\p{Nd}_$]*;
SPACE: [\p{White_Space}\uFEFF]+ -> skip;

/** So that every text is a sequence of tokens, and the parser is the only one who refuses any. */
FORMER: '${' | '@';
UNTERMINATED: '\'' (~['\\] | '\\' .)* | '"' (~["\\] | '\\' .)*;
UNKNOWN: .;
