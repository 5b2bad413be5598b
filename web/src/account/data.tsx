import { Button, Checkbox } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api, session } from '../app/service.ts'
import { Form, Good } from '../form/form.tsx'
import { PasswordField } from '../form/password-field.tsx'
import { useMoments } from '../look/moments.ts'
import { save } from '../look/save.ts'
import { Sheet } from '../look/sheet.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { PageHead, Panel } from './parts.tsx'
import { shownError, useAct } from './use-act.ts'

export function Data() {
  const { data } = useTexts().account
  const { day } = useMoments()
  const [open, setOpen] = useState<'off' | 'delete'>()
  const download = useAct({
    act: () => answerOf(api.GET('/api/auth/profile/export/')),
    onDone: (document) => save('kalosphere-account.json', JSON.stringify(document, null, 2)),
  })
  const close = () => setOpen(undefined)
  const switchOff = async (password: string): Promise<string> => {
    await answerOf(api.POST('/api/auth/deactivate-account/', { body: { password, confirm_deactivation: true } }))
    return data.offDone
  }
  const erase = async (password: string): Promise<string> => {
    const answer = await answerOf(api.POST('/api/auth/delete-account/', { body: { password, confirm: true } }))
    return data.deleteDone(day(answer.due_at))
  }
  return (
    <>
      <PageHead title={data.title} lead={data.lead} />
      <Panel title={data.exportTitle} lead={data.exportLead}>
        <div>
          <Button variant="default" loading={download.isPending} onClick={() => download.mutate()}>
            {data.export}
          </Button>
        </div>
      </Panel>
      <Panel title={data.offTitle} lead={data.offLead}>
        <div>
          <Button variant="default" onClick={() => setOpen('off')}>
            {data.off}
          </Button>
        </div>
      </Panel>
      <Panel title={data.deleteTitle} lead={data.deleteLead}>
        <div>
          <Button variant="danger" onClick={() => setOpen('delete')}>
            {data.delete}
          </Button>
        </div>
      </Panel>
      {open === 'off' && (
        <LeaveSheet title={data.offTitle} lead={data.offLead} button={data.off} act={switchOff} onClose={close} />
      )}
      {open === 'delete' && (
        <LeaveSheet title={data.deleteTitle} lead={data.deleteLead} button={data.delete} act={erase} onClose={close} />
      )}
    </>
  )
}

type LeaveSheetProps = {
  readonly title: string
  readonly lead: string
  readonly button: string
  /** @returns what to tell when it is done */
  readonly act: (password: string) => Promise<string>
  readonly onClose: () => void
}

/** The last question before the account is left; behind it there is no session any more. */
function LeaveSheet({ title, lead, button, act, onClose }: LeaveSheetProps) {
  const texts = useTexts()
  const [password, setPassword] = useState('')
  const [sure, setSure] = useState(false)
  const [said, setSaid] = useState<string>()
  const leave = useAct({ act: () => act(password), onDone: setSaid, inForm: true, isLast: true })
  if (said !== undefined) {
    return (
      <Sheet title={title} onClose={session.drop}>
        <Good>{said}</Good>
        <Button onClick={session.drop}>{texts.close}</Button>
      </Sheet>
    )
  }
  return (
    <Sheet title={title} lead={lead} onClose={onClose}>
      <Form act={() => leave.mutate()} error={shownError(leave)} fields={['password']}>
        <PasswordField
          label={texts.fields.currentPassword}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          fault={faultOf(leave.error, 'password')}
        />
        <Checkbox
          label={texts.account.data.sure}
          checked={sure}
          onChange={(event) => setSure(event.currentTarget.checked)}
        />
        <Button type="submit" variant="danger" loading={leave.isPending} disabled={!sure} fullWidth>
          {button}
        </Button>
      </Form>
    </Sheet>
  )
}
