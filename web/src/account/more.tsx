import { Button } from '@mantine/core'
import { useTexts } from '../texts/texts.tsx'
import type { List } from './use-list.ts'

/** The way to the next part of a long list, as long as there is one. */
export function More({ list }: { list: Pick<List<unknown>, 'more' | 'isAsking'> }) {
  const { account } = useTexts()
  if (!list.more) return null
  return (
    <div>
      <Button variant="default" loading={list.isAsking} onClick={list.more}>
        {account.more}
      </Button>
    </div>
  )
}
