import { Button } from '@mantine/core'
import { useState } from 'react'
import { useToast } from '../../notices/toasts.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { ReasonSheet } from '../reason-sheet.tsx'
import { useStaff } from '../rights.ts'
import type { Right } from '../rights-by-role.ts'
import type { WholePerson } from './ask-person.ts'
import { EraseSheet } from './erase-sheet.tsx'
import { type ActWord, actWords, personActs } from './person-acts.ts'
import { ProfileSheet } from './profile-sheet.tsx'
import { RoleSheet } from './role-sheet.tsx'

const sheets = {
  profile: { right: 'users.change', Sheet: ProfileSheet },
  role: { right: 'users.set_role', Sheet: RoleSheet },
  erase: { right: 'users.erase', Sheet: EraseSheet },
} as const satisfies Record<string, { right: Right; Sheet: unknown }>

type SheetWord = keyof typeof sheets

/** What can be done to an account by whoever looks at it, as the account stands. */
export function ActButtons({ person }: { readonly person: WholePerson }) {
  const { person: words } = useAdminTexts()
  const { may } = useStaff()
  const [act, setAct] = useState<ActWord>()
  const [sheet, setSheet] = useState<SheetWord>()
  const Sheet = sheet && sheets[sheet].Sheet
  const fit = actWords.filter((word) => may(personActs[word].right) && personActs[word].isFit(person))
  const more = (['profile', 'role'] as const).filter((word) => may(sheets[word].right))
  return (
    <div className="acts">
      {fit.map((word) => (
        <Button key={word} variant="default" size="sm" onClick={() => setAct(word)}>
          {words.actWords[word].button}
        </Button>
      ))}
      {more.map((word) => (
        <Button key={word} variant="default" size="sm" onClick={() => setSheet(word)}>
          {words[word].button}
        </Button>
      ))}
      {may(sheets.erase.right) && (
        <Button variant="danger" size="sm" onClick={() => setSheet('erase')}>
          {words.erase.button}
        </Button>
      )}
      {act && <ActSheet word={act} person={person} onClose={() => setAct(undefined)} />}
      {Sheet && <Sheet person={person} onClose={() => setSheet(undefined)} />}
    </div>
  )
}

type ActSheetProps = { readonly word: ActWord; readonly person: WholePerson; readonly onClose: () => void }

function ActSheet({ word, person: { id, email }, onClose }: ActSheetProps) {
  const { person: words, table } = useAdminTexts()
  const say = useToast()
  const { title, lead, button, said } = words.actWords[word]
  return (
    <ReasonSheet
      title={title}
      lead={table.about(email, lead)}
      button={button}
      isDanger={personActs[word].isDanger ?? false}
      act={(reason) => personActs[word].run(id, reason)}
      onDone={({ changed }) => say(changed ? said : words.unchanged)}
      onClose={onClose}
    />
  )
}
