import { type Search, searchOf } from '../url-search.ts'

const shape = { by: ['day', 'hour'] } as const

export const overviewSearch = searchOf(shape)
export type OverviewSearch = Search<typeof shape>
