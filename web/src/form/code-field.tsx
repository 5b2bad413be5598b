import { TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTexts } from '../texts/texts.tsx'

type CodeFieldProps = {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly fault?: string | undefined
  readonly hint?: string | undefined
  readonly label?: string
  /** Backup codes hold letters and a dash. */
  readonly letters?: boolean
  /** It follows a step that is gone from the page, and the focus with it: it takes the focus. */
  readonly isNext?: boolean
}

/** Where a code is typed, pasted, or filled in by the browser. */
export function CodeField({ value, onChange, fault, hint, label, letters = false, isNext = false }: CodeFieldProps) {
  const texts = useTexts()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (isNext) field.current?.focus()
  }, [isNext])
  return (
    <TextInput
      ref={field}
      className={letters ? '' : 'code-input'}
      label={label ?? texts.fields.code}
      description={hint}
      value={value}
      onChange={({ currentTarget }) => onChange(letters ? currentTarget.value : currentTarget.value.replace(/\s/g, ''))}
      error={fault}
      name="code"
      inputMode={letters ? 'text' : 'numeric'}
      autoComplete="one-time-code"
      autoCapitalize="off"
      spellCheck={false}
      maxLength={20}
      data-autofocus
    />
  )
}
