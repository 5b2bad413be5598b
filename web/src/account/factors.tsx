import { Button } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../app/service.ts'
import { Icon } from '../look/icons.tsx'
import { useTexts } from '../texts/texts.tsx'
import { AddCodeFactor } from './add-code-factor.tsx'
import { AddTotp } from './add-totp.tsx'
import { type Kind, kinds } from './factor-kinds.ts'
import { RemoveSheet, useRemoveWords } from './remove-sheet.tsx'
import { useAct } from './use-act.ts'

export type FactorState = {
  readonly factors: readonly { readonly kind: string; readonly target: string }[]
  readonly backup_codes_left: number
  readonly offered: readonly string[]
}

const icons = { totp: 'phone', email: 'mail', sms: 'text' } as const

type FactorsProps = { readonly state: FactorState; readonly onCodes: (codes: readonly string[]) => void }

/** The kinds of second factor beside keys, each on or off, and the codes for when all are lost. */
export function Factors({ state, onCodes }: FactorsProps) {
  const { security } = useTexts().account
  const shown = kinds.filter((kind) => state.offered.includes(kind) || findFactor(state, kind))
  return (
    <>
      {state.factors.length === 0 && <p className="alert plain">{security.none}</p>}
      <ul className="list">
        {shown.map((kind) => (
          <FactorRow key={kind} kind={kind} target={findFactor(state, kind)?.target} onCodes={onCodes} />
        ))}
        {state.factors.length > 0 && <BackupRow left={state.backup_codes_left} onCodes={onCodes} />}
      </ul>
    </>
  )
}

function findFactor({ factors }: FactorState, kind: Kind) {
  return factors.find((one) => one.kind === kind)
}

function turnOff(kind: Kind): Promise<unknown> {
  if (kind === 'totp') return answerOf(api.POST('/api/auth/mfa/totp/disable/', { body: {} }))
  return answerOf(kind === 'email' ? api.POST('/api/auth/mfa/email/disable/') : api.POST('/api/auth/mfa/sms/disable/'))
}

type FactorRowProps = Pick<FactorsProps, 'onCodes'> & { readonly kind: Kind; readonly target: string | undefined }

function FactorRow({ kind, target, onCodes }: FactorRowProps) {
  const { account, proof } = useTexts()
  const [open, setOpen] = useState<'add' | 'change' | 'remove'>()
  const { name, about } = proof.methods[kind]
  const words = useRemoveWords(name)
  const isOn = target !== undefined
  const close = () => setOpen(undefined)
  const word = isOn ? account.security.turnOff : account.security.setUp
  return (
    <li>
      <span className="disc">
        <Icon name={icons[kind]} />
      </span>
      <span className="grow">
        <strong>
          {name}
          {isOn && <span className="badge good">{account.security.on}</span>}
        </strong>
        <span className="about">{target || about}</span>
      </span>
      {isOn && kind === 'sms' && (
        <Button variant="default" size="sm" onClick={() => setOpen('change')}>
          {account.security.changePhone}
        </Button>
      )}
      <Button
        variant="default"
        size="sm"
        aria-label={`${word}: ${name}`}
        onClick={() => setOpen(isOn ? 'remove' : 'add')}
      >
        {word}
      </Button>
      {open === 'add' && kind === 'totp' && <AddTotp onCodes={onCodes} onClose={close} />}
      {open === 'add' && kind !== 'totp' && <AddCodeFactor kind={kind} onClose={close} />}
      {open === 'change' && <AddCodeFactor kind="sms" isChange onClose={close} />}
      {open === 'remove' && <RemoveSheet words={words} act={() => turnOff(kind)} onClose={close} />}
    </li>
  )
}

function BackupRow({ left, onCodes }: { left: number; onCodes: FactorsProps['onCodes'] }) {
  const { account, proof } = useTexts()
  const renew = useAct({
    act: () => answerOf(api.POST('/api/auth/mfa/backup-codes/')),
    onDone: ({ backup_codes }) => onCodes(backup_codes),
  })
  return (
    <li>
      <span className="disc">
        <Icon name="list" />
      </span>
      <span className="grow">
        <strong>{proof.methods.backup_code.name}</strong>
        <span className="about">{account.security.backupLeft(left)}</span>
      </span>
      <Button variant="default" size="sm" loading={renew.isPending} onClick={() => renew.mutate()}>
        {account.security.backupNew}
      </Button>
    </li>
  )
}
