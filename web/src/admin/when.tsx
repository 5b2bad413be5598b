import { useMoments } from '../look/moments.ts'

/** A moment as the reader writes it. @param at RFC 3339; null for none */
export function When({ at }: { readonly at: string | null }) {
  const { exactly } = useMoments()
  if (at === null) return <span className="quiet">–</span>
  return <time dateTime={at}>{exactly(at)}</time>
}
