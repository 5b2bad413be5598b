import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { useToast } from '../notices/toasts.tsx'
import { sentenceOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { GivenUpError, useSensitive } from './step-up.tsx'

type Act<V, R> = {
  readonly act: (input: V) => Promise<R>
  /** Told when it is done. */
  readonly said?: string
  readonly onDone?: (result: R, input: V) => void
  /** The form tells its own failures; elsewhere a toast does. */
  readonly inForm?: boolean
  /** Nothing can be asked behind it: it ends the session. */
  readonly isLast?: boolean
}

/** Something a signed-in person does: a fresh proof is asked for where it needs one, and what it changed is looked up again. */
export function useAct<R, V = void>({
  act,
  said,
  onDone,
  inForm = false,
  isLast = false,
}: Act<V, R>): UseMutationResult<R, Error, V> {
  const texts = useTexts()
  const queries = useQueryClient()
  const sensitive = useSensitive()
  const say = useToast()
  return useMutation({
    mutationFn: (input: V) => sensitive(() => act(input)),
    onSuccess: (result, input) => {
      if (said) say(said)
      onDone?.(result, input)
      return isLast ? undefined : queries.invalidateQueries()
    },
    onError: (error) => {
      if (!inForm && !(error instanceof GivenUpError)) say(sentenceOf(texts, error))
    },
  })
}

/** A failure as a form shows it; that somebody gave up is none. */
export function shownError({ error }: { error: Error | null }): Error | null {
  return error instanceof GivenUpError ? null : error
}
