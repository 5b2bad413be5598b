import { answerOf } from 'kalosphere-auth/open-api.ts'
import { api } from '../../app/service.ts'

/** Of a page of the list: what the service gives at most. */
const limit = 100

export function askBlocks(cursor: string | undefined) {
  const query = { limit, ...(cursor === undefined ? {} : { cursor }) }
  return answerOf(api.GET('/api/admin/blocks/', { params: { query } }))
}

export type Block = Awaited<ReturnType<typeof askBlocks>>['results'][number]
