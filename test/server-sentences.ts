import { globSync, readFileSync } from 'node:fs'
import ts from 'typescript'

/** What no reader of the app is told. */
const NOT_READ = [
  /\.test\.ts$/,
  /^server\/(commands\/)?[^/]+\.ts$/, // the commands and the log
  /^server\/(backup|company-export|copy|metrics|tracing|upgrade)\//, // those who operate it
  /^server\/privacy\/(export-actions\.ts$|data-map\/)/, // what archives say about themselves
  /^server\/(compat|db\/(?!reader-thread|sqlite-presence))/,
  /^server\/http\/(describe-\w+|health|home|docs|openapi|protocol|json-body|idempotency|origin)\.ts$/, // programs that get the protocol wrong
  /^server\/(\w[\w-]*\/)?doctor\//, // a command
  /^server\/time-off\/ledger\/direct-bookings\.ts$/, // the older paths
  /^server\/auth\/letters\.ts$/, // mails, which have their languages themselves
  /^server\/surveys\/answering\//, // the answering page has words of its own
  /^server\/surveys\/form\/question-rules\.ts$/, // single questions, which the builder does not change
]
/** Failures that the app puts into words of its own, whatever the server says of them. */
const SAID_BY_THE_APP = ["'unauthenticated'", "'precondition_failed'"]
/** Where texts are documentation, unless they are an error's or the words for a pattern. */
const DOCUMENTED = /\/(schema|shapes|routes|responses|examples|[a-z]+-(schema|routes))\.ts$/

/** The files in which the server says something to people in the app, by the sentence; `{{}}` is where a value stands. */
export function serverSentences(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const file of globSync('server/**/*.ts').sort()) {
    if (NOT_READ.some((pattern) => pattern.test(file))) continue
    for (const sentence of sentencesIn(file)) found.set(sentence, [...(found.get(sentence) ?? []), file])
  }
  return found
}

function sentencesIn(file: string): string[] {
  const isDocumented = DOCUMENTED.test(file)
  const found: string[] = []
  const visit = (node: ts.Node, isSaid: boolean): void => {
    if (isInternal(node)) return
    const isError = isRefusal(node)
    if (isError && SAID_BY_THE_APP.includes(node.arguments?.[0]?.getText() ?? '')) return
    const text = textOf(node)
    if (text !== undefined && (isSaid || !isDocumented) && isSentence(text, isRefusal(node.parent))) found.push(text)
    node.forEachChild((child) => visit(child, isSaid || isError || isPatternWords(node)))
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true), false)
  return found
}

/** Other errors are for the log, and their texts with them. */
function isInternal(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return /^(Type)?Error$/.test(node.expression.getText())
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword
}

function isRefusal(node: ts.Node): node is ts.NewExpression | ts.CallExpression {
  return (
    (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
    /^(AppError|(bad|invalid|refuse)\w*)$/.test(node.expression.getText())
  )
}

function isPatternWords(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node) && node.name.getText() === "'x-sentence'"
}

/** A text of the code, without the values that are put into it. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map(({ literal }) => `{{}}${literal.text}`).join('')
}

/** What an error says need not end as a sentence does. */
function isSentence(text: string, isOfRefusal: boolean): boolean {
  return /^(\p{Lu}|\d|“|\{\{\}\}).* /u.test(text) && (isOfRefusal || text.endsWith('.'))
}
