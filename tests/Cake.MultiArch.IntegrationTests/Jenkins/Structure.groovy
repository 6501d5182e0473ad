import org.codehaus.groovy.ast.ASTNode
import org.codehaus.groovy.ast.ClassNode
import org.codehaus.groovy.ast.expr.ClosureExpression
import org.codehaus.groovy.ast.expr.ConstantExpression
import org.codehaus.groovy.ast.expr.MapExpression
import org.codehaus.groovy.ast.expr.MethodCallExpression
import org.codehaus.groovy.ast.stmt.BlockStatement
import org.codehaus.groovy.ast.stmt.ExpressionStatement
import org.codehaus.groovy.ast.stmt.Statement
import org.codehaus.groovy.classgen.GeneratorContext
import org.codehaus.groovy.control.CompilePhase
import org.codehaus.groovy.control.SourceUnit
import org.codehaus.groovy.control.customizers.CompilationCustomizer
import org.codehaus.groovy.control.messages.SyntaxErrorMessage
import org.codehaus.groovy.syntax.SyntaxException

/**
 * Checks a whole pipeline before any of it runs, as Jenkins does: sections, options, conditions, steps and the names of their arguments,
 * also in branches that this build does not come through. In `steps` nothing but steps may stand; `script` holds any Groovy.
 * https://www.jenkins.io/doc/book/pipeline/syntax/
 */
class Structure extends CompilationCustomizer {
    static final CONDITIONS = ['always', 'aborted', 'failure', 'success', 'unstable', 'unsuccessful', 'cleanup']
    static final OPTIONS = ['skipDefaultCheckout', 'timeout', 'timestamps', 'buildDiscarder', 'disableConcurrentBuilds']
    static final PARAMETERS = [string: ['name', 'defaultValue', 'description'], choice: ['name', 'choices', 'description']]
    static final STEPS = [
        archiveArtifacts: ['artifacts', 'allowEmptyArchive'], checkout: [], container: [], echo: [], error: [],
        junit: ['testResults', 'allowEmptyResults'], script: [], sh: [], timeout: ['time', 'unit'], withCredentials: []]
    static final BLOCKS = ['container', 'timeout', 'withCredentials']

    private SourceUnit source

    Structure() { super(CompilePhase.CONVERSION) }

    void call(SourceUnit unit, GeneratorContext context, ClassNode node) {
        source = unit
        def found = calls(unit.AST.statementBlock)
        if (found*.methodAsString != ['pipeline']) {
            fail(unit.AST.statementBlock, 'a declarative Jenkinsfile is one pipeline { } block')
        }
        found.each { pipeline(it) }
    }

    private void pipeline(MethodCallExpression call) {
        sections(call, 'pipeline', ['agent', 'options', 'parameters', 'environment', 'stages', 'post'], ['agent', 'stages'])
    }

    private void sections(MethodCallExpression call, String where, List known, List wanted) {
        def inside = calls(body(call))
        inside.groupBy { it.methodAsString }.findAll { it.value.size() > 1 }.each { fail(it.value[1], "multiple occurrences of the $it.key section") }
        (wanted - inside*.methodAsString).each { fail(call, "missing required section $it in $where") }
        inside.each {
            def name = it.methodAsString
            if (!(name in known)) {
                fail(it, "unknown section '$name' in $where; there are $known")
            } else if (!(name in ['agent', 'environment', 'when'])) {
                // The words of those three are known by the blocks that play them.
                "$name"(it)
            }
        }
    }

    private void stages(MethodCallExpression call) {
        calls(body(call)).each {
            if (it.methodAsString != 'stage') {
                fail(it, "expected a stage, found '$it.methodAsString'")
            }
            sections(it, 'stage', ['agent', 'options', 'environment', 'when', 'steps', 'post'], ['steps'])
        }
    }

    private void options(MethodCallExpression call) { names(call, 'option', OPTIONS) }

    private void post(MethodCallExpression call) { names(call, 'condition', CONDITIONS).each { steps(it) } }

    private void parameters(MethodCallExpression call) {
        names(call, 'parameter type', PARAMETERS.keySet() as List).each { arguments(it, PARAMETERS[it.methodAsString]) }
    }

    private void steps(MethodCallExpression call) {
        names(call, 'step', STEPS.keySet() as List).each {
            arguments(it, STEPS[it.methodAsString])
            if (it.methodAsString in BLOCKS) {
                steps(it)
            }
        }
    }

    private List<MethodCallExpression> names(MethodCallExpression call, String what, List known) {
        def inside = calls(body(call))
        inside.findAll { !(it.methodAsString in known) }.each { fail(it, "unknown $what '$it.methodAsString'; there are $known") }
        inside.findAll { it.methodAsString in known }
    }

    private void arguments(MethodCallExpression call, List known) {
        call.arguments.expressions.findAll { it instanceof MapExpression }.each { map ->
            map.mapEntryExpressions*.keyExpression.findAll { it instanceof ConstantExpression && !(it.value in known) }.each {
                fail(it, "unknown argument '$it.value' of $call.methodAsString; there are $known")
            }
        }
    }

    private Statement body(MethodCallExpression call) {
        def last = call.arguments.expressions ? call.arguments.expressions.last() : null
        if (last instanceof ClosureExpression) {
            return last.code
        }
        fail(call, "$call.methodAsString has no { } block")
        new BlockStatement()
    }

    private List<MethodCallExpression> calls(BlockStatement block) {
        block.statements.findResults {
            if (it instanceof ExpressionStatement && it.expression instanceof MethodCallExpression && it.expression.implicitThis) {
                return it.expression
            }
            fail(it, 'only sections and steps may stand here; other Groovy belongs into script { }')
            null
        }
    }

    private void fail(ASTNode node, String message) {
        source.errorCollector.addErrorAndContinue(new SyntaxErrorMessage(new SyntaxException(message, node.lineNumber, node.columnNumber), source))
    }
}
