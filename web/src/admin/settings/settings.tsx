import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { PageHead, Panel } from '../../account/parts.tsx'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { AdminTexts } from '../../texts/en/admin.ts'
import { type Fact, FactList } from '../fact-list.tsx'
import { Shown } from '../shown.tsx'
import { Health } from './health.tsx'
import { variables } from './variables.ts'

const askSettings = () => answerOf(api.GET('/api/admin/settings/'))

/** The settings as they count. They are changed where the service runs. */
export function Settings() {
  const words = useAdminTexts()
  const asked = useQuery({ queryKey: ['admin', 'settings'], queryFn: askSettings })
  const names: Readonly<Record<string, string>> = words.settings.groups
  return (
    <>
      <PageHead title={words.settings.title} lead={words.settings.lead} />
      <Shown asked={asked}>
        {({ settings }) => (
          <div className="columns">
            <Health />
            {Object.entries(settings).map(([group, values]) => (
              <Panel key={group} title={names[group] ?? group}>
                <FactList facts={Object.entries(values).map(([name, value]) => factOf(words, [group, name], value))} />
              </Panel>
            ))}
          </div>
        )}
      </Shown>
    </>
  )
}

type Named = Readonly<Record<string, Readonly<Record<string, string>>>>
const variableNames: Named = variables

/** A setting, by what it means and by how it is given. One that these pages do not know is shown by the service's own name. */
function factOf(words: AdminTexts, [group, name]: readonly [string, string], value: unknown): Fact {
  const names: Named = words.settings.names
  const variable = variableNames[group]?.[name]
  return [
    name,
    tell(words, name, value),
    <span key={name}>
      {names[group]?.[name] ?? name}
      {variable !== undefined && <code className="variable">{variable}</code>}
    </span>,
  ]
}

/** A setting in words. Of what `has_` something the service tells only whether it is set. */
function tell({ settings, table }: AdminTexts, name: string, value: unknown): string {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return settings.unset
  if (typeof value === 'boolean' && name.startsWith('has_')) return value ? settings.set : settings.unset
  if (typeof value === 'boolean') return value ? table.yes : table.no
  return Array.isArray(value) ? value.join(', ') : String(value)
}
