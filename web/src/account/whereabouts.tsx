import { Icon } from '../look/icons.tsx'
import { useMoments } from '../look/moments.ts'
import { useTexts } from '../texts/texts.tsx'

/** What is known of a session or a device. */
export type Whereabouts = {
  /** As its owner or its client called it; may be empty. */
  readonly name: string
  readonly browser: string | null
  readonly system: string | null
  readonly address: string
  readonly place: string | null
  readonly last_seen_at: string
}

/** How it is called, and what else is told of it. */
export function useWhereabouts(of: Whereabouts): { name: string; about: readonly string[] } {
  const words = useTexts().account.sessions
  const { ago } = useMoments()
  const software = [of.browser, of.system].filter(Boolean).join(' · ') || words.unknown
  const about = [of.name && software, of.place ?? of.address, words.seen(ago(of.last_seen_at))]
  return { name: of.name || software, about: about.filter((one) => one !== '') }
}

export function WhereaboutsIcon({ of }: { of: Pick<Whereabouts, 'system'> }) {
  return (
    <span className="disc">
      <Icon name={/Android|iOS/.test(of.system ?? '') ? 'phone' : 'devices'} />
    </span>
  )
}
