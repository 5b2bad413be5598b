import { Button } from '@mantine/core'
import { save } from '../look/save.ts'
import { Sheet } from '../look/sheet.tsx'
import { useTexts } from '../texts/texts.tsx'

/** Codes are shown once; whoever closes it has kept them. */
export function BackupCodesSheet({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { security } = useTexts().account
  return (
    <Sheet title={security.backupTitle} lead={security.backupLead} onClose={onClose}>
      <ul className="codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="row no-print">
        <Button variant="default" onClick={() => window.print()}>
          {security.print}
        </Button>
        <Button variant="default" onClick={() => save('kalosphere-backup-codes.txt', `${codes.join('\n')}\n`)}>
          {security.download}
        </Button>
        <Button onClick={onClose}>{security.kept}</Button>
      </div>
    </Sheet>
  )
}
