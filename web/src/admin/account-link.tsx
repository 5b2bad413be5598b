import { Link } from '@tanstack/react-router'

/** How much of the end of an id tells accounts apart; the beginning is the time they were made. */
const telling = 12

/** The way to the page of an account. */
export function AccountLink({ id }: { readonly id: string }) {
  return (
    <Link to="/admin/people/$id" params={{ id }} title={id}>
      <code>…{id.slice(-telling)}</code>
    </Link>
  )
}
