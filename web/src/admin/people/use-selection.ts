import { useMemo, useState } from 'react'

/** As many as the service acts on at once. */
const most = 100

export type Chosen = {
  readonly chosen: ReadonlySet<string>
  readonly isFull: boolean
  readonly toggle: (id: string) => void
  readonly clear: () => void
}

/** Which rows are chosen for an act on all of them. @param list what the list shows: in another one nothing is chosen */
export function useSelection(list: string): Chosen {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [chosenIn, setChosenIn] = useState(list)
  if (chosenIn !== list) {
    setChosenIn(list)
    setChosen(new Set())
  }
  return useMemo(
    () => ({
      chosen,
      isFull: chosen.size >= most,
      toggle: (id) => setChosen((now) => toggled(now, id)),
      clear: () => setChosen(new Set()),
    }),
    [chosen],
  )
}

function toggled(now: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(now)
  if (!next.delete(id) && next.size < most) next.add(id)
  return next
}
