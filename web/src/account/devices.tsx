import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { devicesQuery, factorsQuery } from '../app/asked.ts'
import { api } from '../app/service.ts'
import { useMoments } from '../look/moments.ts'
import { useTexts } from '../texts/texts.tsx'
import { More } from './more.tsx'
import { Loaded, Panel } from './parts.tsx'
import { RemoveSheet } from './remove-sheet.tsx'
import { RenameSheet } from './rename-sheet.tsx'
import { useAct } from './use-act.ts'
import { useList } from './use-list.ts'
import { useWhereabouts, type Whereabouts, WhereaboutsIcon } from './whereabouts.tsx'

type Device = Whereabouts & {
  readonly id: string
  readonly first_seen_at: string
  readonly current: boolean
  readonly trusted: boolean
  readonly trusted_until: string | null
}

/** Where the account was ever signed in on, whether or not it is now. */
export function Devices() {
  const { account } = useTexts()
  const list = useList(devicesQuery)
  const { data: state } = useQuery(factorsQuery)
  // A trusted device skips the second factor; without one there is nothing to skip.
  const canTrust = state !== undefined && state.factors.length > 0
  return (
    <Panel title={account.devices.title} lead={account.devices.lead}>
      <Loaded asked={list.asked}>
        {(devices) => (
          <ul className="list">
            {devices.length === 0 && <li className="quiet">{account.empty}</li>}
            {devices.map((device) => (
              <DeviceRow key={device.id} device={device} canTrust={canTrust} />
            ))}
          </ul>
        )}
      </Loaded>
      <More list={list} />
    </Panel>
  )
}

function DeviceRow({ device, canTrust }: { device: Device; canTrust: boolean }) {
  const { account } = useTexts()
  const words = account.devices
  const { day } = useMoments()
  const { name, about } = useWhereabouts(device)
  const until = device.trusted && device.trusted_until ? words.trustedUntil(day(device.trusted_until)) : undefined
  return (
    <li>
      <WhereaboutsIcon of={device} />
      <span className="grow">
        <strong>
          {name}
          {device.current && <span className="badge">{account.sessions.current}</span>}
          {device.trusted && <span className="badge good">{words.trusted}</span>}
        </strong>
        <span className="about">
          {[...about, words.first(day(device.first_seen_at)), until].filter(Boolean).join(' · ')}
        </span>
      </span>
      <DeviceActs device={device} name={name} canTrust={canTrust} />
    </li>
  )
}

type DeviceActsProps = { readonly device: Device; readonly name: string; readonly canTrust: boolean }

function DeviceActs({ device: { id, name: given, trusted }, name, canTrust }: DeviceActsProps) {
  const { devices: words, security } = useTexts().account
  const [open, setOpen] = useState<'rename' | 'remove'>()
  const close = () => setOpen(undefined)
  const path = { path: { id } }
  const change = (body: { name?: string; trusted?: boolean }) =>
    answerOf(api.PATCH('/api/auth/devices/{id}/', { params: path, body }))
  const trust = useAct({
    act: () => change({ trusted: !trusted }),
    said: trusted ? words.distrustDone : words.trustDone,
  })
  const trustWord = trusted ? words.distrust : words.trust
  return (
    <span className="acts">
      <Button variant="default" size="sm" aria-label={`${security.rename} ${name}`} onClick={() => setOpen('rename')}>
        {security.rename}
      </Button>
      {(canTrust || trusted) && (
        <Button
          variant="default"
          size="sm"
          aria-label={`${trustWord}: ${name}`}
          loading={trust.isPending}
          onClick={() => trust.mutate()}
        >
          {trustWord}
        </Button>
      )}
      <Button variant="default" size="sm" aria-label={`${words.remove} ${name}`} onClick={() => setOpen('remove')}>
        {words.remove}
      </Button>
      {open === 'rename' && (
        <RenameSheet label={words.name} present={given} rename={(next) => change({ name: next })} onClose={close} />
      )}
      {open === 'remove' && (
        <RemoveSheet
          words={{
            title: words.removeWhat(name),
            lead: words.removeLead,
            remove: words.remove,
            removed: words.removed,
          }}
          act={() => answerOf(api.DELETE('/api/auth/devices/{id}/', { params: path }))}
          onClose={close}
        />
      )}
    </span>
  )
}
