import '../look/setup.css'
import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { Sheet } from '../look/sheet.tsx'
import { useAdminTexts } from '../texts/admin-texts.tsx'
import { useTexts } from '../texts/texts.tsx'

type Line = { readonly name: string; readonly text: string }
type SecretSheetProps = { readonly title: string; readonly lines: readonly Line[]; readonly onClose: () => void }

/** A secret that the service tells this once: it is nowhere when the sheet is closed. */
export function SecretSheet({ title, lines, onClose }: SecretSheetProps) {
  const { secret } = useAdminTexts()
  return (
    <Sheet title={title} lead={secret.lead} onClose={onClose}>
      {lines.map((line) => (
        <SecretLine key={line.name} {...line} />
      ))}
      <Button onClick={onClose} data-autofocus>
        {secret.kept}
      </Button>
    </Sheet>
  )
}

function SecretLine({ name, text }: Line) {
  const texts = useTexts()
  const { secret } = useAdminTexts()
  const { copy, copied } = useClipboard()
  return (
    <div className="secret-line">
      <p className="small quiet">{name}</p>
      <div className="row">
        <code className="secret">{text}</code>
        <Button variant="default" size="sm" aria-label={secret.copyLabel(name)} onClick={() => copy(text)}>
          {copied ? texts.copied : texts.copy}
        </Button>
      </div>
    </div>
  )
}
