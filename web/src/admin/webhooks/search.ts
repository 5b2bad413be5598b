import { type Search, searchOf } from '../url-search.ts'

const shape = { state: ['pending', 'delivered', 'dead'] } as const

/** Of the deliveries of a webhook. */
export const deliveriesSearch = searchOf(shape)
export type DeliveriesSearch = Search<typeof shape>
