import '../look/setup.css'
import { Button } from '@mantine/core'
import { save } from '../look/save.ts'
import { useTexts } from '../texts/texts.tsx'

/** Codes are shown once; whoever goes on has kept them. */
export function BackupCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { security } = useTexts().account
  return (
    <>
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
      </div>
      <Button className="no-print" onClick={onKept} fullWidth>
        {security.kept}
      </Button>
    </>
  )
}
