import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Node, SyntaxKind } from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'

/** One TypeScript file of the project: its path from the root of the repository, its text and its syntax tree. */
export type Source = { readonly path: string; readonly text: string; readonly tree: Node }

export const root = join(import.meta.dirname, '../../..')

const ours = ['server/src', 'server/test', 'server/migrations', 'client', 'web', 'scripts', 'bench', 'e2e']
/** Nobody reads it, and nobody writes it by hand. */
const generated = 'client/src/api-types.gen.ts'

/** Reads and parses every TypeScript file we have written. */
export function readSources(): Source[] {
  const paths = ours.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }))
  const kept = paths
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path) && path !== generated)
  return parse(Object.fromEntries(kept.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')])))
}

/**
 * Parses texts with the TypeScript compiler itself, so that strings, comments, templates and regular expressions are
 * what they are. Nothing is read from disk and no import is followed.
 * @param files text by path
 */
export const parse = makeParser()

/** One compiler serves the whole process and ends with it; every call reads a street of files of its own. */
function makeParser(): (files: Readonly<Record<string, string>>) => Source[] {
  const shelf = new Map<string, string>()
  const api = new API({
    fs: {
      readFile: (path) => shelf.get(path) ?? null,
      fileExists: (path) => shelf.has(path),
      directoryExists: () => true,
      getAccessibleEntries: () => ({ files: [], directories: [] }),
      realpath: (path) => path,
    },
  })
  let calls = 0
  return (files) => {
    calls += 1
    const home = `/parsed/${calls}`
    for (const [path, text] of Object.entries(files)) shelf.set(`${home}/${path}`, text)
    const compilerOptions = {
      noLib: true,
      noResolve: true,
      types: [],
      module: 'nodenext',
      target: 'esnext',
      jsx: 'preserve',
    }
    shelf.set(`${home}/tsconfig.json`, JSON.stringify({ compilerOptions, files: Object.keys(files) }))
    const project = api.updateSnapshot({ openProjects: [`${home}/tsconfig.json`] }).getProject(`${home}/tsconfig.json`)
    return Object.entries(files).map(([path, text]) => {
      const tree = project?.program.getSourceFile(`${home}/${path}`)
      if (tree === undefined) throw new Error(`${path} could not be parsed`)
      return { path, text, tree }
    })
  }
}

/** Every node of a tree, parents first. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node
  const children: Node[] = []
  node.forEachChild((child) => {
    children.push(child)
  })
  for (const child of children) yield* nodesOf(child)
}

/** The line a node starts on, counted from 1, its documentation comment left aside. */
export function lineOf(source: Source, node: Node): number {
  return source.text.slice(0, node.getStart()).split('\n').length
}

/** `path:line`, as editors open it. */
export function placeOf(source: Source, node: Node): string {
  return `${source.path}:${lineOf(source, node)}`
}

/** Whether a file is a test, or lives beside the tests only to serve them. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('server/test/')
}

/** The path inside `server/src` of a file of the product; undefined for tests and for everything elsewhere. */
export function productPath(path: string): string | undefined {
  return path.startsWith('server/src/') && !isTest(path) ? path.slice('server/src/'.length) : undefined
}

export { type Node, SyntaxKind }
