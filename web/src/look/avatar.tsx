import './avatar.css'
import { initialsOf, toneOf } from './initials.ts'

type Pictured = { readonly id: string; readonly username: string; readonly display_name: string }
type AvatarProps = { readonly person: Pictured; readonly size?: 'small' | 'medium' | 'large' }

/** Stands for a person, beside the name, which says the same. A picture from elsewhere would tell its host who looks at whom. */
export function Avatar({ person: { id, username, display_name }, size = 'medium' }: AvatarProps) {
  return (
    <span
      className={`avatar ${size}`}
      data-tone={toneOf(id)}
      // Drawn by the style sheet: for whoever listens, letters are no picture.
      data-initials={initialsOf(display_name) || initialsOf(username)}
      aria-hidden="true"
    />
  )
}
