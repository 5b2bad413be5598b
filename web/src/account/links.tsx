import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth-client/open-api.ts'
import { api } from '../app/service.ts'
import { Icon } from '../look/icons.tsx'
import { useTexts } from '../texts/texts.tsx'
import { Panel } from './parts.tsx'
import { useAct } from './use-act.ts'

type Link = { readonly provider: string; readonly email: string | null }

/** Other services that open the account; nothing is shown where none is configured. */
export function Links() {
  const { security } = useTexts().account
  const providers = useQuery({ queryKey: ['providers'], queryFn: () => answerOf(api.GET('/api/auth/social/')) })
  const links = useQuery({ queryKey: ['links'], queryFn: () => answerOf(api.GET('/api/auth/social/links/')) })
  if (!providers.data || !links.data || providers.data.results.length === 0) return null
  const linked = links.data.results
  return (
    <Panel title={security.linksTitle} lead={security.linksLead}>
      <ul className="list">
        {providers.data.results.map(({ id, name }) => (
          <LinkRow key={id} id={id} name={name} link={linked.find(({ provider }) => provider === id)} />
        ))}
      </ul>
    </Panel>
  )
}

function LinkRow({ id, name, link }: { id: string; name: string; link: Link | undefined }) {
  const { security } = useTexts().account
  const path = { path: { provider: id } }
  const begin = useAct({
    act: () =>
      answerOf(api.POST('/api/auth/social/{provider}/link/', { params: path, body: { redirect_to: '/social' } })),
    onDone: ({ authorization_url }) => location.assign(authorization_url),
  })
  const remove = useAct({
    act: () => answerOf(api.DELETE('/api/auth/social/{provider}/link/', { params: path })),
    said: security.unlinked,
  })
  const word = link ? security.unlink : security.link
  return (
    <li>
      <span className="disc">
        <Icon name="link" />
      </span>
      <span className="grow">
        <strong>{name}</strong>
        {link?.email && <span className="about">{link.email}</span>}
      </span>
      <Button
        variant="default"
        size="sm"
        aria-label={`${word}: ${name}`}
        loading={begin.isPending || remove.isPending}
        onClick={() => (link ? remove.mutate() : begin.mutate())}
      >
        {word}
      </Button>
    </li>
  )
}
