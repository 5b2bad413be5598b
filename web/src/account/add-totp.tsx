import { Sheet } from '../look/sheet.tsx'
import { TotpSetup } from '../setup/totp-setup.tsx'
import { useTexts } from '../texts/texts.tsx'

type AddTotpProps = { readonly onCodes: (codes: readonly string[]) => void; readonly onClose: () => void }

export function AddTotp({ onCodes, onClose }: AddTotpProps) {
  const { security } = useTexts().account
  const keep = (codes: readonly string[]): void => {
    onClose()
    onCodes(codes)
  }
  return (
    <Sheet title={security.totpTitle} lead={security.totpLead} onClose={onClose}>
      <TotpSetup onCodes={keep} onGivenUp={onClose} />
    </Sheet>
  )
}
