import { type Search, searchOf } from '../url-search.ts'

const shape = { account_id: 'text' } as const

export const sessionsSearch = searchOf(shape)
export type SessionsSearch = Search<typeof shape>
