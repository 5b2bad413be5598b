/** What a column holds, on either engine. */
export type LogicalType = 'uuid' | 'text' | 'bool' | 'int' | 'instant' | 'json' | 'bytes'

/** A column of the schema, with the type of its values. */
export type Column<T> = { readonly type: LogicalType; readonly nullable: boolean; readonly sample?: T }

const column = <T>(type: LogicalType): Column<T> => ({ type, nullable: false })

export const uuid = column<string>('uuid')
export const text = column<string>('text')
export const bool = column<boolean>('bool')
export const int = column<number>('int')
export const instant = column<Date>('instant')
export const bytes = column<Uint8Array>('bytes')
export const json = <T>(): Column<T> => column<T>('json')
export const optional = <T>(of: Column<T>): Column<T | null> => ({ type: of.type, nullable: true })
