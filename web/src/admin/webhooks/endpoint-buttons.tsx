import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { useStaff } from '../rights.ts'
import { SecretSheet } from '../secret-sheet.tsx'
import { ActSheet } from './act-sheet.tsx'
import type { Endpoint } from './ask-webhooks.ts'
import { ReplaySheet } from './replay-sheet.tsx'
import { RotateSheet } from './rotate-sheet.tsx'
import { type Outcome, OutcomeNote, TestSheet } from './test-sheet.tsx'
import { type ActWord, actWords, webhookActs } from './webhook-acts.ts'

const sheetWords = ['test', 'replay', 'rotate'] as const
type SheetWord = (typeof sheetWords)[number]

/** What can be done to a webhook by whoever looks at it, as it stands. */
export function EndpointButtons({ endpoint }: { readonly endpoint: Endpoint }) {
  const { webhooks } = useAdminTexts()
  const { may } = useStaff()
  const [act, setAct] = useState<ActWord>()
  const [sheet, setSheet] = useState<SheetWord>()
  const [secret, setSecret] = useState<string>()
  const [outcome, setOutcome] = useState<Outcome>()
  const close = () => setSheet(undefined)
  return (
    <>
      <div className="acts">
        {sheetWords
          .filter((word) => may(`webhooks.${word}`))
          .map((word) => (
            <Button key={word} variant="default" size="sm" onClick={() => setSheet(word)}>
              {webhooks[word].button}
            </Button>
          ))}
        {actWords
          .filter((word) => may(webhookActs[word].right) && webhookActs[word].isFit(endpoint))
          .map((word) => (
            <Button
              key={word}
              variant={webhookActs[word].isDanger ? 'danger' : 'default'}
              size="sm"
              onClick={() => setAct(word)}
            >
              {webhooks.actWords[word].button}
            </Button>
          ))}
      </div>
      {outcome && <OutcomeNote outcome={outcome} />}
      {act && <ActSheet word={act} endpoint={endpoint} onClose={() => setAct(undefined)} />}
      {sheet === 'test' && <TestSheet endpoint={endpoint} onOutcome={setOutcome} onClose={close} />}
      {sheet === 'rotate' && <RotateSheet endpoint={endpoint} onSecret={setSecret} onClose={close} />}
      {sheet === 'replay' && <ReplaySheet endpointId={endpoint.id} onClose={close} />}
      {secret !== undefined && (
        <SecretSheet
          title={webhooks.secret.title}
          lines={[{ name: webhooks.secret.name, text: secret }]}
          onClose={() => setSecret(undefined)}
        />
      )}
    </>
  )
}
