import { Icon, type IconName } from '../look/icons.tsx'
import { useTexts } from '../texts/texts.tsx'

/** The kinds of second factor, the easiest first. */
export const factorWords = ['webauthn', 'totp', 'email', 'sms'] as const
export type FactorWord = (typeof factorWords)[number]
type Method = FactorWord | 'backup_code'

const icons: Readonly<Record<Method, IconName>> = {
  webauthn: 'key',
  totp: 'phone',
  email: 'mail',
  sms: 'text',
  backup_code: 'list',
}

type ChoicesProps<M extends Method> = { readonly offered: readonly M[]; readonly onChoose: (method: M) => void }

export function Choices<M extends Method>({ offered, onChoose }: ChoicesProps<M>) {
  const { proof } = useTexts()
  return (
    <ul className="choices">
      {offered.map((method) => (
        <li key={method}>
          <button type="button" className="choice" onClick={() => onChoose(method)}>
            <Icon name={icons[method]} />
            <span>
              {proof.methods[method].name} <small>{proof.methods[method].about}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
