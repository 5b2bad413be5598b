import type { Type as TypeBox } from 'typebox'

type Known =
  | ('Array' | 'Boolean' | 'Integer' | 'Literal' | 'Null' | 'Object')
  | ('Optional' | 'Record' | 'String' | 'Union' | 'Unknown' | 'Unsafe')
type Schema = Readonly<Record<string, unknown>>

const optional = new WeakSet<object>()

/**
 * Writes JSON Schemas from which TypeScript's types come. The types are TypeBox's own, and so are the schemas; what is here
 * writes the few kinds that are used, because TypeBox itself is 373 files, which each start would load
 * (docs/decisions/0034-types-of-typebox-alone.md).
 */
export const Type = {
  Array: (items: Schema, options?: Schema) => ({ type: 'array', items, ...options }),
  Boolean: (options?: Schema) => ({ type: 'boolean', ...options }),
  Integer: (options?: Schema) => ({ type: 'integer', ...options }),
  Literal: (value: unknown, options?: Schema) => ({ type: typeof value, const: value, ...options }),
  Null: (options?: Schema) => ({ type: 'null', ...options }),
  Object: objectOf,
  Optional: (schema: Schema) => {
    const copy = { ...schema }
    optional.add(copy)
    return copy
  },
  Record: (_key: Schema, value: Schema, options?: Schema) => ({
    ...{ type: 'object', patternProperties: { '^.*$': value } },
    ...options,
  }),
  String: (options?: Schema) => ({ type: 'string', ...options }),
  Union: (anyOf: readonly Schema[], options?: Schema) => ({ anyOf, ...options }),
  Unknown: (options?: Schema) => ({ ...options }),
  Unsafe: (schema: Schema) => ({ ...schema }),
} as unknown as Pick<typeof TypeBox, Known>

function objectOf(properties: Readonly<Record<string, Schema>>, options?: Schema): Schema {
  const required = Object.keys(properties).filter((name) => !optional.has(properties[name] ?? {}))
  return { type: 'object', ...(required.length > 0 ? { required } : {}), properties, ...options }
}
