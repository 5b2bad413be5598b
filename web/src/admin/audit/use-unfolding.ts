import { useCallback, useState } from 'react'
import type { Unfolding } from './columns.tsx'

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
