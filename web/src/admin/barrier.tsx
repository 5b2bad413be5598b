import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ApiProblem } from 'kalosphere-auth/api-problem.ts'
import { useContext } from 'react'
import { StepUpContext } from '../account/step-up.tsx'
import { useAdminTexts } from '../texts/admin-texts.tsx'

const kinds = ['permission_denied', 'mfa_enrolment_required', 'reauthentication_required'] as const
export type BarrierKind = (typeof kinds)[number]

/** Which of the guards of administration has refused, if one of them has. */
export function barrierOf(error: unknown): BarrierKind | undefined {
  return error instanceof ApiProblem ? kinds.find((kind) => kind === error.code) : undefined
}

/** Stands in place of what the service does not show, and tells the way on. */
export function Barrier({ kind }: { readonly kind: BarrierKind }) {
  const { barriers } = useAdminTexts()
  const { title, lead } = barriers[kind]
  return (
    <section className="barrier" role="alert">
      <h2>{title}</h2>
      <p className="quiet">{lead}</p>
      {kind === 'reauthentication_required' && <ProveButton />}
      {kind === 'mfa_enrolment_required' && <Link to="/account/security">{barriers.toSecurity}</Link>}
      {kind === 'permission_denied' && <Link to="/account">{barriers.toAccount}</Link>}
    </section>
  )
}

function ProveButton() {
  const { barriers } = useAdminTexts()
  const prove = useContext(StepUpContext)
  const queries = useQueryClient()
  const act = async () => {
    if (await prove()) await queries.invalidateQueries()
  }
  return <Button onClick={() => void act()}>{barriers.prove}</Button>
}
