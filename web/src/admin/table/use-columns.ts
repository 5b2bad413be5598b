import { useCallback, useMemo, useState } from 'react'
import type { Column } from './column.ts'

type Chosen<R> = {
  readonly columns: readonly Column<R>[]
  readonly isShown: (key: string) => boolean
  readonly toggle: (key: string) => void
}

/**
 * Which columns of a table are shown. This browser remembers it, and nothing else of the dashboard.
 * @param name of the table
 */
export function useColumns<R>(name: string, all: readonly Column<R>[]): Chosen<R> {
  const place = `kalosphere-columns-${name}`
  const [left, setLeft] = useState(() => readLeft(place) ?? all.filter(({ isExtra }) => isExtra).map(({ key }) => key))
  const toggle = useCallback(
    (key: string) => {
      const next = left.includes(key) ? left.filter((one) => one !== key) : [...left, key]
      setLeft(next)
      writeLeft(place, next)
    },
    [left, place],
  )
  return useMemo(() => {
    const isShown = (key: string) => !left.includes(key)
    return { columns: all.filter(({ key, isName }) => isName || isShown(key)), isShown, toggle }
  }, [all, left, toggle])
}

/** A browser may keep nothing for pages, or hold what somebody else wrote. */
function readLeft(place: string): readonly string[] | undefined {
  try {
    const left: unknown = JSON.parse(localStorage.getItem(place) ?? 'null')
    return Array.isArray(left) ? left.map(String) : undefined
  } catch {
    return undefined
  }
}

function writeLeft(place: string, left: readonly string[]): void {
  try {
    localStorage.setItem(place, JSON.stringify(left))
  } catch {
    // It is remembered as long as the page is open.
  }
}
