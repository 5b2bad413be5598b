import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { profileQuery } from '../app/asked.ts'
import { api } from '../app/service.ts'
import { Form } from '../form/form.tsx'
import { Avatar } from '../look/avatar.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { ChangeEmail } from './change-email.tsx'
import { LanguagePanel } from './language.tsx'
import { Loaded, PageHead, Panel } from './parts.tsx'
import { shownError, useAct } from './use-act.ts'

type Named = {
  readonly username: string
  readonly display_name: string
  readonly timezone: string
  readonly avatar_url: string
}

export function Profile() {
  const { account } = useTexts()
  const profile = useQuery(profileQuery)
  return (
    <>
      <PageHead title={account.profile.title} lead={account.profile.lead} />
      <Loaded asked={profile}>
        {(person) => (
          <>
            <Panel title={person.display_name || person.username}>
              <ProfileForm person={person} />
            </Panel>
            <LanguagePanel locale={person.locale} />
            <Panel title={account.profile.emailTitle} lead={account.profile.emailLead(person.email)}>
              <ChangeEmail />
            </Panel>
          </>
        )}
      </Loaded>
    </>
  )
}

function ProfileForm({ person }: { person: Named & { readonly id: string } }) {
  const texts = useTexts()
  const words = texts.account.profile
  const [wish, setWish] = useState({ ...pick(person) })
  const save = useAct({
    act: () => answerOf(api.PATCH('/api/auth/profile/', { body: wish })),
    said: texts.account.saved,
    inForm: true,
  })
  const field = (name: keyof Named) => ({
    name,
    value: wish[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setWish((now) => ({ ...now, [name]: value })),
    error: faultOf(save.error, name),
  })
  return (
    <Form act={() => save.mutate()} error={shownError(save)} fields={Object.keys(wish)}>
      <div className="row">
        <Avatar person={person} size="large" />
        <div className="grow">
          <TextInput
            label={words.displayName}
            description={words.displayNameHint}
            autoComplete="name"
            {...field('display_name')}
          />
        </div>
      </div>
      <TextInput label={texts.fields.username} autoComplete="username" {...field('username')} />
      <TextInput
        label={words.picture}
        description={words.pictureHint}
        type="url"
        inputMode="url"
        placeholder="https://"
        autoComplete="photo"
        {...field('avatar_url')}
      />
      <TextInput label={words.timezone} list="zones" {...field('timezone')} />
      <datalist id="zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <div>
        <Button type="submit" loading={save.isPending}>
          {words.save}
        </Button>
      </div>
    </Form>
  )
}

function pick({ username, display_name, timezone, avatar_url }: Named): Named {
  return { username, display_name, timezone, avatar_url }
}
