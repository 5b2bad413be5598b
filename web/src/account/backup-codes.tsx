import { Sheet } from '../look/sheet.tsx'
import { BackupCodes } from '../setup/backup-codes.tsx'
import { useTexts } from '../texts/texts.tsx'

export function BackupCodesSheet({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { security } = useTexts().account
  return (
    <Sheet title={security.backupTitle} lead={security.backupLead} onClose={onClose}>
      <BackupCodes codes={codes} onKept={onClose} />
    </Sheet>
  )
}
