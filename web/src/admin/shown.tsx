import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Loaded } from '../account/parts.tsx'
import { useAdminTexts } from '../texts/admin-texts.tsx'
import { sentenceOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { Barrier, barrierOf } from './barrier.tsx'

type Asked<D> = { readonly data: D | undefined; readonly error: Error | null; readonly refetch: () => unknown }

/**
 * What a view asked of the service: bones while it is on its way, the way on where it was refused, a way to ask again when it
 * failed. What was there before stays, and says that it is old.
 */
export function Shown<D>({ asked, children }: { asked: Asked<D>; children: (data: D) => ReactNode }) {
  const barrier = barrierOf(asked.error)
  if (barrier) return <Barrier kind={barrier} />
  return (
    <>
      {asked.data !== undefined && asked.error && <Old error={asked.error} refetch={asked.refetch} />}
      <Loaded asked={asked}>{children}</Loaded>
    </>
  )
}

function Old({ error, refetch }: { error: Error; refetch: () => unknown }) {
  const texts = useTexts()
  const { old } = useAdminTexts()
  return (
    <div className="alert plain row apart" role="status">
      <span>
        {sentenceOf(texts, error)} {old}
      </span>
      <Button variant="default" size="compact-sm" onClick={() => refetch()}>
        {texts.tryAgain}
      </Button>
    </div>
  )
}
