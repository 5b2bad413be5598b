import { Button } from '@mantine/core'
import { Fault } from '../form/form.tsx'
import { Sheet } from '../look/sheet.tsx'
import { useTexts } from '../texts/texts.tsx'
import { shownError, useAct } from './use-act.ts'

type RemoveSheetProps = { readonly what: string; readonly act: () => Promise<unknown>; readonly onClose: () => void }

/** Asks once before something is taken from the account. */
export function RemoveSheet({ what, act, onClose }: RemoveSheetProps) {
  const texts = useTexts()
  const { security } = texts.account
  const remove = useAct({ act, said: security.removed, onDone: onClose, inForm: true })
  const error = shownError(remove)
  return (
    <Sheet title={security.removeWhat(what)} lead={security.removeLead} onClose={onClose}>
      {error && <Fault error={error} />}
      <div className="row">
        <Button variant="danger" loading={remove.isPending} onClick={() => remove.mutate()}>
          {security.remove}
        </Button>
        <Button variant="default" onClick={onClose}>
          {texts.cancel}
        </Button>
      </div>
    </Sheet>
  )
}
