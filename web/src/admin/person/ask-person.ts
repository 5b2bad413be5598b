import { answerOf } from 'kalosphere-auth/open-api.ts'
import { api } from '../../app/service.ts'

export function askPerson(id: string) {
  return answerOf(api.GET('/api/admin/users/{id}/', { params: { path: { id } } }))
}

/** One account as the service tells of it. */
export type WholePerson = Awaited<ReturnType<typeof askPerson>>
