import { Sheet } from '../look/sheet.tsx'
import { type CodeKind, CodeSetup } from '../setup/code-setup.tsx'
import { useTexts } from '../texts/texts.tsx'

export function AddCodeFactor({ kind, onClose }: { readonly kind: CodeKind; readonly onClose: () => void }) {
  const { security } = useTexts().account
  return (
    <Sheet title={security.codeTitle[kind]} onClose={onClose}>
      <CodeSetup kind={kind} onDone={onClose} />
    </Sheet>
  )
}
