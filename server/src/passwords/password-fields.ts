import { verbatimField } from '../http/shapes.ts'

/** Taken in for the check of its length, which has a message of its own; the body's cap bounds it anyway. */
const longest = 4096

/** A password that is compared, exactly as typed. */
export function passwordField(description: string) {
  return verbatimField(longest, { description, examples: ['securepass123'] })
}

/** A password that is set: its rules are told by the password policy, not by the shape. */
export function newPasswordField() {
  return passwordField('8 to 256 characters; not common, not breached, not like the name or address')
}
