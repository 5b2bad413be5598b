import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { linksQuery, providersQuery } from '../app/asked.ts'
import { api } from '../app/service.ts'
import { Icon } from '../look/icons.tsx'
import { useTexts } from '../texts/texts.tsx'
import { Loaded, Panel } from './parts.tsx'
import { useAct } from './use-act.ts'

type Link = { readonly provider: string; readonly email: string | null }

/** Other services that open the account; nothing is shown where none is configured. */
export function Links() {
  const { security } = useTexts().account
  const { data: providers } = useQuery(providersQuery)
  const links = useQuery(linksQuery)
  if (!providers || providers.results.length === 0) return null
  return (
    <Panel title={security.linksTitle} lead={security.linksLead}>
      <Loaded asked={links}>
        {({ results }) => (
          <ul className="list">
            {providers.results.map(({ id, name }) => (
              <LinkRow key={id} id={id} name={name} link={results.find(({ provider }) => provider === id)} />
            ))}
          </ul>
        )}
      </Loaded>
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
