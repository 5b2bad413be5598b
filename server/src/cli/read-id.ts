import { InvalidArgumentError } from 'commander'

/** Reads the id of something. @returns it in small letters */
export function readId(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new InvalidArgumentError('It must be an id.')
  return text.toLowerCase()
}
