import { useCallback, useState } from 'react'

export type Unfolding = { readonly open: ReadonlySet<string>; readonly toggle: (id: string) => void }

/** Which rows of a list are unfolded. */
export function useUnfolding(): Unfolding {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback((id: string) => {
    setOpen((now) => {
      const next = new Set(now)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }, [])
  return { open, toggle }
}
