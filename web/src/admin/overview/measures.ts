/** What is plotted, the most telling first. */
export const measures = [
  'sign_ins',
  'failures',
  'sign_ups',
  'sign_ins_with_second_factor',
  'second_factors_asked',
  'locks',
] as const

export type Bucket = { readonly from: string; readonly active_sessions: number | null } & {
  readonly [M in (typeof measures)[number]]: number
}
