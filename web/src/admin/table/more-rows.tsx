import { Button } from '@mantine/core'
import { Fault } from '../../form/form.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { More } from '../use-keyset.ts'

/** The end of a list: the way to more, or that there is none. */
export function MoreRows({ more: { has, isBusy, error, ask } }: { readonly more: More }) {
  const { table } = useAdminTexts()
  if (!has) return <p className="quiet small table-end">{table.end}</p>
  return (
    <div className="stack table-end">
      {error && <Fault error={error} />}
      <div>
        <Button variant="default" size="sm" loading={isBusy} onClick={ask}>
          {table.more}
        </Button>
      </div>
    </div>
  )
}
