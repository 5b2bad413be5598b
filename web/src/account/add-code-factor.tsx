import { Sheet } from '../look/sheet.tsx'
import { type CodeKind, CodeSetup } from '../setup/code-setup.tsx'
import { useTexts } from '../texts/texts.tsx'

type AddCodeFactorProps = {
  readonly kind: CodeKind
  /** The account has one already, which the new one takes the place of. */
  readonly isChange?: boolean
  readonly onClose: () => void
}

export function AddCodeFactor({ kind, isChange = false, onClose }: AddCodeFactorProps) {
  const { security } = useTexts().account
  const words = isChange
    ? { title: security.changePhone, lead: security.changePhoneLead }
    : { title: security.codeTitle[kind] }
  return (
    <Sheet {...words} onClose={onClose}>
      <CodeSetup kind={kind} onDone={onClose} />
    </Sheet>
  )
}
