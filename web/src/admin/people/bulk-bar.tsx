import { Button } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../../app/service.ts'
import { Sheet } from '../../look/sheet.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { useTexts } from '../../texts/texts.tsx'
import { type ActWord, actWords, personActs } from '../person/person-acts.ts'
import { ReasonSheet } from '../reason-sheet.tsx'
import { useStaff } from '../rights.ts'
import { Menu } from '../table/menu.tsx'
import type { Chosen } from './use-selection.ts'

type Result = { readonly id: string; readonly result: string }
type BulkBarProps = { readonly selection: Chosen; readonly nameOf: (id: string) => string }

/** How many are chosen, and what can be done to all of them. */
export function BulkBar({ selection: { chosen, isFull, clear }, nameOf }: BulkBarProps) {
  const { people, person } = useAdminTexts()
  const { bulk } = people
  const { may } = useStaff()
  const [word, setWord] = useState<ActWord>()
  const [results, setResults] = useState<readonly Result[]>()
  if (chosen.size === 0 && results === undefined) return null
  return (
    <div className="bulk">
      <span role="status">
        {bulk.chosen(chosen.size)}
        {isFull && ` · ${bulk.full}`}
      </span>
      <Menu icon="people" words={bulk.act}>
        <div className="stack tight">
          {actWords
            .filter((one) => may(personActs[one].right))
            .map((one) => (
              <Button key={one} variant="quiet" size="sm" justify="start" onClick={() => setWord(one)}>
                {person.actWords[one].button}
              </Button>
            ))}
        </div>
      </Menu>
      <Button variant="quiet" size="sm" onClick={clear}>
        {bulk.clear}
      </Button>
      {word && (
        <ReasonSheet
          title={bulk.title(person.actWords[word].button, chosen.size)}
          lead={`${person.actWords[word].lead} ${bulk.lead}`}
          button={person.actWords[word].button}
          isDanger={personActs[word].isDanger ?? false}
          act={(reason) =>
            answerOf(api.POST('/api/admin/users/bulk/', { body: { act: word, ids: [...chosen], reason } }))
          }
          onDone={(answer) => {
            setResults(answer.results)
            clear()
          }}
          onClose={() => setWord(undefined)}
        />
      )}
      {results && <ResultsSheet results={results} nameOf={nameOf} onClose={() => setResults(undefined)} />}
    </div>
  )
}

type ResultsSheetProps = Pick<BulkBarProps, 'nameOf'> & {
  readonly results: readonly Result[]
  readonly onClose: () => void
}

function ResultsSheet({ results, nameOf, onClose }: ResultsSheetProps) {
  const { bulk } = useAdminTexts().people
  const { close } = useTexts()
  const known: Readonly<Record<string, string>> = bulk.results
  return (
    <Sheet title={bulk.resultTitle} onClose={onClose}>
      <ul className="list">
        {results.map(({ id, result }) => (
          <li key={id}>
            <span className="grow">{nameOf(id)}</span>
            <span className={result === 'done' ? 'state good' : 'state'}>{known[result] ?? result}</span>
          </li>
        ))}
      </ul>
      <Button onClick={onClose} data-autofocus>
        {close}
      </Button>
    </Sheet>
  )
}
