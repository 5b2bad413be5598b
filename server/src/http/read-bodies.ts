import type { FastifyInstance } from 'fastify'
import { fieldProblem } from '../base/problem.ts'
import { checkFields, fromForm, noData } from './check-fields.ts'
import { parseJsonBody } from './json-body.ts'
import type { BodySchema } from './shapes.ts'

/** A longer form has no honest sender; its fields are counted before they are decoded. */
const formFieldLimit = 100

/** Reads JSON and forms, and checks every body and query by its shape. */
export function readBodies(http: FastifyInstance): void {
  http.removeAllContentTypeParsers()
  http.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    body.length === 0 ? undefined : refuseNull(parseJsonBody(body)),
  )
  http.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_: unknown, body: string) => parseForm(body),
  )
  http.setValidatorCompiler(({ schema }) => (given: unknown) => {
    try {
      return { value: checkFields(schema as BodySchema, given ?? undefined) }
    } catch (error) {
      return { error: error as Error }
    }
  })
}

/** The framework hands the check null when there is no body, so that a body that says null is told from none here. */
function refuseNull(value: unknown): unknown {
  if (value === null) throw fieldProblem({ non_field_errors: [noData] })
  return value
}

/** One value a name: a repeated name becomes a list, which no text field takes. */
function parseForm(text: string): Record<string | symbol, unknown> {
  const form: Record<string | symbol, unknown> = Object.assign(Object.create(null), { [fromForm]: true })
  const names = text.split('&', formFieldLimit + 1)
  if (names.length > formFieldLimit) return form
  for (const [name, value] of new URLSearchParams(text)) form[name] = name in form ? [] : value
  return form
}
