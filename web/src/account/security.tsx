import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { factorsQuery } from '../app/asked.ts'
import { useTexts } from '../texts/texts.tsx'
import { BackupCodesSheet } from './backup-codes.tsx'
import { ChangePassword } from './change-password.tsx'
import { Factors } from './factors.tsx'
import { Links } from './links.tsx'
import { Loaded, PageHead, Panel } from './parts.tsx'
import { Passkeys } from './passkeys.tsx'

export function Security() {
  const { security } = useTexts().account
  const factors = useQuery(factorsQuery)
  const [codes, setCodes] = useState<readonly string[]>()
  return (
    <>
      <PageHead title={security.title} lead={security.lead} />
      <Panel title={security.passwordTitle} lead={security.passwordLead}>
        <ChangePassword />
      </Panel>
      <Panel title={security.keysTitle} lead={security.keysLead}>
        <Passkeys />
      </Panel>
      <Panel title={security.factorsTitle} lead={security.factorsLead}>
        <Loaded asked={factors}>{(state) => <Factors state={state} onCodes={setCodes} />}</Loaded>
      </Panel>
      <Links />
      {codes && <BackupCodesSheet codes={codes} onClose={() => setCodes(undefined)} />}
    </>
  )
}
