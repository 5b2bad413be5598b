import { answerOf } from 'kalosphere-auth/open-api.ts'
import { api } from '../../app/service.ts'
import { Icon } from '../../look/icons.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { ReasonSheet } from '../reason-sheet.tsx'

function askVerdict(reason: string) {
  return answerOf(api.POST('/api/admin/audit/verify/', { body: { reason } }))
}

/** What came of a check of the log. */
export type Verdict = Awaited<ReturnType<typeof askVerdict>>

type VerifySheetProps = { readonly onVerdict: (verdict: Verdict) => void; readonly onClose: () => void }

export function VerifySheet({ onVerdict, onClose }: VerifySheetProps) {
  const { verify } = useAdminTexts().audit
  return (
    <ReasonSheet
      title={verify.title}
      lead={verify.lead}
      button={verify.button}
      act={askVerdict}
      onDone={onVerdict}
      onClose={onClose}
    />
  )
}

type VerdictPanelProps = { readonly verdict: Verdict; readonly onClose: () => void }

export function VerdictPanel({ verdict, onClose }: VerdictPanelProps) {
  const { verify } = useAdminTexts().audit
  const { ok, chains, unsealed, findings, findings_count: count } = verdict
  const read = chains.map(({ chain, after, up_to: upTo }) =>
    upTo > after ? verify.read(chain, after, upTo) : verify.empty(chain),
  )
  return (
    <section className={ok ? 'alert good' : 'alert fault'} role="status">
      <div className="row apart">
        <strong>{ok ? verify.good : verify.bad(count)}</strong>
        <button type="button" className="icon-button" aria-label={verify.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <p>{[...read, ...(unsealed > 0 ? [verify.unsealed(unsealed)] : [])].join(' · ')}</p>
      {findings.length > 0 && (
        <ul className="findings">
          {findings.map(({ what, chain, position, event_id, says }) => (
            <li key={`${what}${chain}${position}${event_id}${says}`}>
              {[chain, position].filter((part) => part !== null).join(' ')} {says}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
