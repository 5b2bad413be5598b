import { useMemo } from 'react'
import { useHolder } from '../app/use-holder.ts'
import { type Right, supportRights } from './rights-by-role.ts'

export type Staff = {
  readonly id: string
  readonly may: (right: Right) => boolean
  /** Nobody acts on themselves, and nobody on a role above their own. */
  readonly mayTouch: (person: { readonly id: string; readonly roles: readonly string[] }) => boolean
}

/** Who looks at the dashboard, and what is worth showing to them. */
export function useStaff(): Staff {
  const { id, roles } = useHolder()
  return useMemo(() => {
    const isAdmin = roles.includes('admin')
    const isStaff = isAdmin || roles.includes('support')
    const ofSupport: readonly string[] = supportRights
    return {
      id,
      may: (right) => isAdmin || (isStaff && ofSupport.includes(right)),
      mayTouch: (person) => isStaff && person.id !== id && (isAdmin || !person.roles.includes('admin')),
    }
  }, [id, roles])
}
