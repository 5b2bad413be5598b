import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { knowsPasskeys } from 'kalosphere-auth/passkeys.ts'
import { useState } from 'react'
import { Choices, type FactorWord, factorWords } from '../proof/choices.tsx'
import { CodeSetup } from '../setup/code-setup.tsx'
import { KeySetup } from '../setup/key-setup.tsx'
import { TotpSetup } from '../setup/totp-setup.tsx'
import type { Texts } from '../texts/en/pages.ts'
import { useTexts } from '../texts/texts.tsx'
import { dropEnrolment } from './enrolment.ts'
import { EntryPage } from './entry-page.tsx'

type AddFirstFactorProps = {
  readonly methods: readonly string[]
  /** @param codes the backup codes that came with it, where some did */
  readonly onAdded: (codes: readonly string[] | undefined) => void
}

/** Chooses a kind of second factor, of those offered, and adds it. */
export function AddFirstFactor({ methods, onAdded }: AddFirstFactorProps) {
  const texts = useTexts()
  const { enrol, another } = texts.proof
  const offered = factorWords.filter((one) => methods.includes(one) && (one !== 'webauthn' || knowsPasskeys()))
  const [chosen, choose] = useState<FactorWord | undefined>(offered.length === 1 ? offered[0] : undefined)
  const foot = (
    <Link to="/sign-in" onClick={dropEnrolment}>
      {enrol.toSignIn}
    </Link>
  )
  if (chosen === undefined) {
    return (
      <EntryPage key="choose" title={enrol.title} lead={enrol.lead} foot={foot}>
        {offered.length > 0 ? (
          <Choices offered={offered} onChoose={choose} />
        ) : (
          <p className="alert plain">{enrol.none}</p>
        )}
      </EntryPage>
    )
  }
  return (
    <EntryPage key={chosen} {...headOf(texts, chosen)} foot={foot}>
      <div className="stack">
        <Setup kind={chosen} onAdded={onAdded} />
        {offered.length > 1 && (
          <Button variant="quiet" onClick={() => choose(undefined)}>
            {another}
          </Button>
        )}
      </div>
    </EntryPage>
  )
}

function headOf({ account: { security }, proof }: Texts, kind: FactorWord): { title: string; lead: string } {
  if (kind === 'totp') return { title: security.totpTitle, lead: security.totpLead }
  if (kind === 'webauthn') return { title: security.addKey, lead: security.keysLead }
  return { title: security.codeTitle[kind], lead: proof.methods[kind].about }
}

type SetupProps = { readonly kind: FactorWord; readonly onAdded: AddFirstFactorProps['onAdded'] }

function Setup({ kind, onAdded }: SetupProps) {
  const onDone = () => onAdded(undefined)
  if (kind === 'totp') return <TotpSetup onCodes={onAdded} />
  if (kind === 'webauthn') return <KeySetup onDone={onDone} />
  return <CodeSetup kind={kind} onDone={onDone} />
}
