import { Checkbox } from '@mantine/core'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { Column } from './column.ts'
import { Menu } from './menu.tsx'

type ColumnMenuProps<R> = {
  readonly all: readonly Column<R>[]
  readonly isShown: (key: string) => boolean
  readonly toggle: (key: string) => void
}

/** Which columns to show. */
export function ColumnMenu<R>({ all, isShown, toggle }: ColumnMenuProps<R>) {
  const { table } = useAdminTexts()
  return (
    <Menu icon="columns" words={table.columns}>
      <fieldset className="stack tight plain-set">
        <legend className="sr">{table.columns}</legend>
        {all
          .filter(({ isName }) => !isName)
          .map(({ key, title }) => (
            <Checkbox key={key} label={title} checked={isShown(key)} onChange={() => toggle(key)} />
          ))}
      </fieldset>
    </Menu>
  )
}
