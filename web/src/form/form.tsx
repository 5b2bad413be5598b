import { type ReactNode, useEffect, useRef } from 'react'
import { isAboutFields, sentenceOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'

type FormProps = {
  readonly act: () => void
  /** The last failure, if there was one. */
  readonly error: unknown
  /** The fields that tell their own faults. */
  readonly fields?: readonly string[]
  readonly children: ReactNode
}

/** A form whose failure is told where it belongs, aloud, and with the focus on it. */
export function Form({ act, error, fields = [], children }: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (!error) return
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus()
  }, [error])
  return (
    <form
      ref={form}
      noValidate
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        act()
      }}
    >
      {Boolean(error) && !isAboutFields(error, fields) && <Fault error={error} />}
      {children}
    </form>
  )
}

/** What went wrong, as a whole. */
export function Fault({ error }: { error: unknown }) {
  const texts = useTexts()
  return (
    <p className="alert fault" role="alert" tabIndex={-1}>
      {sentenceOf(texts, error)}
    </p>
  )
}

/** What went well. */
export function Good({ children }: { children: ReactNode }) {
  return (
    <p className="alert good" role="status">
      {children}
    </p>
  )
}

/** What to know before one goes on. */
export function Note({ children }: { children: ReactNode }) {
  return (
    <p className="alert plain" role="status">
      {children}
    </p>
  )
}
