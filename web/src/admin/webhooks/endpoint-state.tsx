import { useAdminTexts } from '../../texts/admin-texts.tsx'

const looks: Readonly<Record<string, string>> = {
  active: 'state good',
  paused: 'state off',
  gone: 'state fault',
  failing: 'state fault',
}

/** Whether an address is told of events. */
export function EndpointState({ status }: { readonly status: string }) {
  const states: Readonly<Record<string, string>> = useAdminTexts().webhooks.states
  return <span className={looks[status] ?? 'state'}>{states[status] ?? status}</span>
}
