import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Form } from '../form/form.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'

type NameFormProps = {
  /** What the name is of; a key, where nothing is said. */
  readonly label?: string
  /** The name it has now. */
  readonly present?: string
  /** On the button. */
  readonly word: string
  readonly onName: (name: string) => void
  readonly isPending: boolean
  readonly error: unknown
}

/** Asks what a key is to be called. */
export function NameForm({ label, present = '', word, onName, isPending, error }: NameFormProps) {
  const { security } = useTexts().account
  const [name, setName] = useState(present)
  return (
    <Form act={() => onName(name)} error={error} fields={['name']}>
      <TextInput
        label={label ?? security.keyName}
        description={security.keyNameHint}
        name="name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={faultOf(error, 'name')}
        data-autofocus
      />
      <Button type="submit" loading={isPending} disabled={name.trim() === ''} fullWidth>
        {word}
      </Button>
    </Form>
  )
}
