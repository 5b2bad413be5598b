import { createRequire } from 'node:module'

/**
 * Loads a package when it is first needed. For those that many deployments never need: the client of Redis alone is
 * five hundred files, which every start would read and every process keep. By `require`, which answers at once; and an
 * `import` of a package that imports `node:http` would bring the whole of Node's fetch with it, another 20 MB.
 */
export const loadLate = createRequire(import.meta.url)
