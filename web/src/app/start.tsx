import { Button, Loader } from '@mantine/core'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import { Fault } from '../form/form.tsx'
import { useTexts } from '../texts/texts.tsx'
import { session } from './service.ts'

/** Finds out who is there before a page is drawn for them; a stranger waits for nothing. */
export function Start({ children }: { children: ReactNode }) {
  const texts = useTexts()
  const [known, setKnown] = useState(session.standing() !== 'unknown')
  const [error, setError] = useState<unknown>()
  const restore = () => {
    setError(undefined)
    session.restore().then(() => setKnown(true), setError)
  }
  const first = useEffectEvent(restore)
  useEffect(() => first(), [])
  if (known) return children
  return (
    <div className="centred">
      {error ? (
        <>
          <Fault error={error} />
          <Button variant="default" onClick={restore}>
            {texts.tryAgain}
          </Button>
        </>
      ) : (
        <Loader role="progressbar" aria-label={texts.loading} />
      )}
    </div>
  )
}
