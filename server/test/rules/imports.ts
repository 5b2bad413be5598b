import { posix } from 'node:path'
import {
  isCallExpression,
  isExportDeclaration,
  isImportDeclaration,
  isImportTypeNode,
  isLiteralTypeNode,
  isStringLiteral,
} from 'typescript/unstable/ast'
import { type Node, nodesOf, placeOf, type Source, SyntaxKind } from './source.ts'

/** One import of a file: what it names, and for a relative one the path of the file it leads to. */
export type Import = { readonly place: string; readonly names: string; readonly leadsTo: string | undefined }

/** Every import of a file: static, dynamic, re-exported and of types only. */
export function importsOf(source: Source): Import[] {
  return [...nodesOf(source.tree)].flatMap((node) => {
    const specifier = specifierOf(node)
    if (specifier === undefined || !isStringLiteral(specifier)) return []
    const names = specifier.text
    const relative = names.startsWith('.')
    const leadsTo = relative ? posix.normalize(posix.join(posix.dirname(source.path), names)) : undefined
    return [{ place: placeOf(source, node), names, leadsTo }]
  })
}

function specifierOf(node: Node): Node | undefined {
  if (isImportDeclaration(node) || isExportDeclaration(node)) return node.moduleSpecifier
  if (isImportTypeNode(node)) return isLiteralTypeNode(node.argument) ? node.argument.literal : undefined
  if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) return node.arguments[0]
  return undefined
}

/** The package an import names (`@fastify/cookie` for `@fastify/cookie/x`); undefined for our own and for Node's. */
export function packageOf(names: string): string | undefined {
  if (names.startsWith('.') || names.startsWith('node:')) return undefined
  return names
    .split('/')
    .slice(0, names.startsWith('@') ? 2 : 1)
    .join('/')
}
