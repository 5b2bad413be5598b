import fastJsonStringify from 'fast-json-stringify'
import type { FastifyInstance } from 'fastify'

/**
 * Works out how an answer is written when the first of its kind is sent. There are some thirteen hundred kinds, most of them
 * refusals that a process never sends: making all their writers at the start took a tenth of a second and memory for good.
 */
export function writeAnswers(http: FastifyInstance): void {
  http.setSerializerCompiler(({ schema }) => {
    let write: ((answer: unknown) => string) | undefined
    return (answer) => {
      write ??= fastJsonStringify(schema as fastJsonStringify.AnySchema)
      return write(answer)
    }
  })
}
