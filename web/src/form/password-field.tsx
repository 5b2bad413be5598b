import { PasswordInput } from '@mantine/core'
import { useTexts } from '../texts/texts.tsx'
import { judgePassword, type Verdict } from './judge-password.ts'

type PasswordFieldProps = {
  readonly label: string
  readonly name: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly fault?: string | undefined
  readonly autoComplete: 'current-password' | 'new-password'
  /** A new one is judged while it is typed, with what is known of the person. */
  readonly about?: { readonly email?: string; readonly username?: string }
}

/** Where a password is typed or pasted; it can be looked at. */
export function PasswordField({ label, name, value, onChange, fault, autoComplete, about }: PasswordFieldProps) {
  const texts = useTexts()
  return (
    <div>
      <PasswordInput
        label={label}
        name={name}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        error={fault}
        autoComplete={autoComplete}
        visibilityToggleFocusable
        visibilityToggleButtonProps={{ 'aria-label': texts.fields.showPassword }}
        maxLength={4096}
      />
      {about && <Meter verdict={judgePassword(value, about)} />}
    </div>
  )
}

function Meter({ verdict }: { verdict: Verdict }) {
  const { meter } = useTexts()
  const word = meter.levels[verdict.level]
  return (
    <div className="meter" data-level={verdict.level}>
      <div className="meter-bar" role="img" aria-label={`${meter.label}: ${word || '–'}`}>
        <i />
        <i />
        <i />
        <i />
      </div>
      <p aria-live="polite">{adviceOf(meter, verdict)}</p>
    </div>
  )
}

type MeterTexts = ReturnType<typeof useTexts>['meter']

function adviceOf(meter: MeterTexts, { advice, missing, like }: Verdict): string {
  if (advice === 'start') return meter.start(missing)
  if (advice === 'short') return meter.short(missing)
  if (advice === 'like') return meter.like[like]
  return meter[advice]
}
