/** One server-sent event (HTML standard, section 9.2). */
export type ServerEvent = { readonly name: string; readonly data: string }

/** More than a list of a hundred thousand sessions; beyond it somebody else speaks. */
const longestEvent = 32 * 1024 * 1024

/**
 * Puts events together from the pieces in which they come.
 * @returns takes a piece, gives the events that it completes; throws for one that does not end
 */
export function readEvents(): (piece: string) => ServerEvent[] {
  let rest = ''
  return (piece) => {
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop() ?? ''
    if (rest.length > longestEvent) throw new Error('an event does not end')
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
