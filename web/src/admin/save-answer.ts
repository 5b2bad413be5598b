import { ApiProblem, UnreachableError } from 'kalosphere-auth/api-problem.ts'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { saveBlob } from '../look/save.ts'

type FileAnswer = { readonly data?: Blob; readonly error?: unknown; readonly response: Response }

/**
 * Saves the file that an export is answered with. The browser takes it in as it comes, on the disk if it is large.
 * @param call with `parseAs: 'blob'`
 * @throws ApiProblem when it was refused, UnreachableError when it broke off: nothing is saved then
 */
export async function saveAnswer(call: Promise<FileAnswer>): Promise<void> {
  const answered = await call.catch((error: unknown) => {
    throw error instanceof ApiProblem || error instanceof UnreachableError ? error : new UnreachableError(error)
  })
  const file = await answerOf(Promise.resolve(answered))
  const name = /filename="([\w.-]+)"/.exec(answered.response.headers.get('content-disposition') ?? '')?.[1]
  saveBlob(name ?? 'kalosphere-export.txt', file ?? new Blob([]))
}
