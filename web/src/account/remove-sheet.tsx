import { Button } from '@mantine/core'
import { Fault } from '../form/form.tsx'
import { Sheet } from '../look/sheet.tsx'
import { useTexts } from '../texts/texts.tsx'
import { shownError, useAct } from './use-act.ts'

type RemoveWords = {
  readonly title: string
  readonly lead: string
  /** On the button. */
  readonly remove: string
  /** Told when it is done. */
  readonly removed: string
}
type RemoveSheetProps = {
  readonly words: RemoveWords
  readonly act: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks once before something is taken from the account. */
export function RemoveSheet({ words, act, onClose }: RemoveSheetProps) {
  const texts = useTexts()
  const remove = useAct({ act, said: words.removed, onDone: onClose, inForm: true })
  const error = shownError(remove)
  return (
    <Sheet title={words.title} lead={words.lead} onClose={onClose}>
      {error && <Fault error={error} />}
      <div className="row">
        <Button variant="danger" loading={remove.isPending} onClick={() => remove.mutate()}>
          {words.remove}
        </Button>
        <Button variant="default" onClick={onClose}>
          {texts.cancel}
        </Button>
      </div>
    </Sheet>
  )
}

/** The words for what opens or protects the account. @param what its name */
export function useRemoveWords(what: string): RemoveWords {
  const { security } = useTexts().account
  return {
    title: security.removeWhat(what),
    lead: security.removeLead,
    remove: security.remove,
    removed: security.removed,
  }
}
