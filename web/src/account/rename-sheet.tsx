import { Sheet } from '../look/sheet.tsx'
import { NameForm } from '../setup/name-form.tsx'
import { useTexts } from '../texts/texts.tsx'
import { shownError, useAct } from './use-act.ts'

type RenameSheetProps = {
  /** What the name is of. */
  readonly label: string
  readonly present: string
  readonly rename: (name: string) => Promise<unknown>
  readonly onClose: () => void
}

/** Gives something another name. */
export function RenameSheet({ label, present, rename, onClose }: RenameSheetProps) {
  const { security } = useTexts().account
  const act = useAct({ act: rename, said: security.renamed, onDone: onClose, inForm: true })
  return (
    <Sheet title={security.rename} onClose={onClose}>
      <NameForm
        label={label}
        present={present}
        word={security.rename}
        onName={act.mutate}
        isPending={act.isPending}
        error={shownError(act)}
      />
    </Sheet>
  )
}
