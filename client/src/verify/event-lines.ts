/** One server-sent event (HTML standard, section 9.2). */
export type ServerEvent = { readonly name: string; readonly data: string }

/** More than a list of a hundred thousand sessions; beyond it somebody else speaks. */
const longestEvent = 32 * 1024 * 1024

/**
 * Puts events together from the pieces in which they come.
 * @returns takes a piece, gives the events that it completes; throws for one that does not end
 */
export function readEvents(): (piece: string) => ServerEvent[] {
  // The pieces of an event that has not ended, put together once: a list of many sessions comes in many of them.
  let begun: string[] = []
  let length = 0
  const hold = (rest: string): void => {
    if (rest !== '') begun.push(rest)
    length += rest.length
    if (length > longestEvent) throw new Error('an event does not end')
  }
  return (piece) => {
    const seam = begun.at(-1)?.endsWith('\n') ? '\n' : ''
    const isEnd = `${seam}${piece}`.includes('\n\n')
    const blocks = isEnd ? [...begun, piece].join('').split('\n\n') : [piece]
    const rest = blocks.pop() ?? ''
    if (isEnd) [begun, length] = [[], 0]
    hold(rest)
    return blocks.flatMap((block) => {
      const fields = new Map(block.split('\n').map((line) => fieldOf(line)))
      const data = fields.get('data')
      return data === undefined ? [] : [{ name: fields.get('event') ?? 'message', data }]
    })
  }
}

/** A line that begins with a colon says only that somebody is there. */
function fieldOf(line: string): [string, string] {
  const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? []
  return [name, value]
}
