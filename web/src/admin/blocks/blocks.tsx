import { Button } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useMemo, useState } from 'react'
import { PageHead } from '../../account/parts.tsx'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { AccountLink } from '../account-link.tsx'
import { ReasonSheet } from '../reason-sheet.tsx'
import { useStaff } from '../rights.ts'
import type { Column } from '../table/column.ts'
import { Listing } from '../table/listing.tsx'
import { useKeyset } from '../use-keyset.ts'
import { When } from '../when.tsx'
import { askBlocks, type Block } from './ask-blocks.ts'

const idOf = ({ id }: Block) => id

/** What refuses sign-ins at this moment. */
export function Blocks() {
  const { blocks } = useAdminTexts()
  const [lifting, setLifting] = useState<Block>()
  const columns = useBlockColumns(setLifting)
  const list = useKeyset({ key: ['admin', 'blocks'], ask: askBlocks })
  return (
    <>
      <PageHead title={blocks.title} lead={blocks.lead} />
      <section className="panel">
        <Listing list={list} label={blocks.title} columns={columns} idOf={idOf} empty={blocks.none} />
      </section>
      {lifting && <LiftSheet block={lifting} onClose={() => setLifting(undefined)} />}
    </>
  )
}

function useBlockColumns(onLift: (block: Block) => void): readonly Column<Block>[] {
  const { blocks: words } = useAdminTexts()
  const { id: own, may } = useStaff()
  return useMemo(() => {
    const { columns } = words
    const whom = ({ account_id, network }: Block) => account_id ?? network ?? words.nobody
    const lift = (block: Block) =>
      block.account_id === own ? (
        '–'
      ) : (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={words.liftLabel(kindOf(words.kinds, block), whom(block))}
          onClick={() => onLift(block)}
        >
          {words.lift}
        </Button>
      )
    const acts: Column<Block> = { key: 'acts', title: columns.acts, width: 'minmax(6rem, 0.6fr)', cell: lift }
    return [
      {
        key: 'kind',
        title: columns.kind,
        width: 'minmax(9rem, 1fr)',
        isName: true,
        cell: (block) => <strong>{kindOf(words.kinds, block)}</strong>,
      },
      {
        key: 'whom',
        title: columns.whom,
        width: 'minmax(12rem, 1.6fr)',
        cell: (block) => (block.account_id === null ? whom(block) : <AccountLink id={block.account_id} />),
      },
      { key: 'failures', title: columns.failures, width: 'minmax(5rem, 0.6fr)', cell: ({ failures }) => failures },
      { key: 'until', title: columns.until, width: '8rem', cell: ({ until }) => <When at={until} /> },
      ...(may('blocks.lift') ? [acts] : []),
    ]
  }, [words, own, may, onLift])
}

function kindOf(kinds: Readonly<Record<string, string>>, { kind }: Block): string {
  return kinds[kind] ?? kind
}

function LiftSheet({ block: { id }, onClose }: { readonly block: Block; readonly onClose: () => void }) {
  const { blocks } = useAdminTexts()
  return (
    <ReasonSheet
      title={blocks.liftSheet.title}
      lead={blocks.liftSheet.lead}
      button={blocks.lift}
      said={blocks.liftSheet.said}
      act={(reason) => answerOf(api.POST('/api/admin/blocks/lift/', { body: { id, reason } }))}
      onClose={onClose}
    />
  )
}
