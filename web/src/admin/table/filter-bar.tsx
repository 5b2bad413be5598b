import { NativeSelect, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import { Icon } from '../../look/icons.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { Filters } from '../use-filters.ts'

/** How long somebody must stop writing before it is searched for, in milliseconds. */
const pauseMs = 300

export type Filter =
  | { readonly kind: 'search'; readonly name: string; readonly label: string; readonly hint?: string }
  | { readonly kind: 'date'; readonly name: string; readonly label: string }
  | {
      readonly kind: 'choice'
      readonly name: string
      readonly label: string
      /** Values with their words. An empty one, for all, comes first by itself. */
      readonly options: readonly (readonly [value: string, words: string])[]
      /** The value that holds where none is in the address; then there is none for all. */
      readonly usual?: string
    }

type FilterBarProps = {
  readonly filters: readonly Filter[]
  readonly present: Filters
  readonly change: (wish: Filters) => void
  /** Buttons at the end. */
  readonly children?: ReactNode
}

/** The filters of a list. Their values live in the address (`useFilters`). */
export function FilterBar({ filters, present, change, children }: FilterBarProps) {
  const { table } = useAdminTexts()
  return (
    <search className="filters" aria-label={table.filters}>
      {filters.map((filter) => (
        <Field key={filter.name} filter={filter} value={String(present[filter.name] ?? '')} change={change} />
      ))}
      {children && <div className="filters-end">{children}</div>}
    </search>
  )
}

type FieldProps = { readonly filter: Filter; readonly value: string; readonly change: (wish: Filters) => void }

function Field({ filter, value, change }: FieldProps) {
  const { table } = useAdminTexts()
  const { name, label } = filter
  if (filter.kind === 'search') return <SearchField filter={filter} value={value} change={change} />
  if (filter.kind === 'date') {
    return (
      <TextInput
        label={label}
        type="date"
        size="sm"
        value={value}
        onChange={({ currentTarget }) => change({ [name]: currentTarget.value })}
      />
    )
  }
  const all = filter.usual === undefined ? [{ value: '', label: table.all }] : []
  return (
    <NativeSelect
      label={label}
      size="sm"
      value={value || filter.usual || ''}
      data={[...all, ...filter.options.map(([word, words]) => ({ value: word, label: words }))]}
      onChange={({ currentTarget }) => change({ [name]: currentTarget.value })}
    />
  )
}

type SearchFieldProps = FieldProps & { readonly filter: { readonly label: string; readonly hint?: string } }

/** Searches when one stops writing, not with each letter. */
function SearchField({ filter: { name, label, hint }, value, change }: SearchFieldProps) {
  const [text, setText] = useState(value)
  const [from, setFrom] = useState(value)
  if (value !== from) {
    // Changed elsewhere, by a link or the way back.
    setFrom(value)
    if (value !== text.trim()) setText(value)
  }
  const send = useEffectEvent(() => {
    if (text.trim() !== value) change({ [name]: text.trim() })
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: each letter begins the pause anew
  useEffect(() => {
    const timer = setTimeout(() => send(), pauseMs)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <TextInput
      className="filters-search"
      label={label}
      placeholder={hint ?? ''}
      type="search"
      size="sm"
      leftSection={<Icon name="search" />}
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onKeyDown={({ key }) => key === 'Enter' && send()}
    />
  )
}
