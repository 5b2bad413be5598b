import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * What an endpoint of a stand-in does instead of its work: breaks the connection; never answers; shows a page with
 * status 200; says 500; talks without end; sends elsewhere.
 */
export type Fault = 'down' | 'slow' | 'html' | 'error' | 'endless' | { readonly redirectTo: string }

/** Faults by path, such as `/token`; a path that ends in `/` stands for all below it. Tests set and delete them. */
export type Faults = Map<string, Fault>

/** The fault that is set for a path, the whole path first. */
export function faultOf(faults: Faults, path: string): Fault | undefined {
  const below = [...faults].find(([set]) => set.endsWith('/') && path.startsWith(set))
  return faults.get(path) ?? below?.[1]
}

export function answerFaulty(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  request.resume()
  if (fault === 'down') request.destroy()
  else if (fault === 'slow') response.on('error', () => undefined)
  else if (fault === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Back soon</h1>')
  else if (fault === 'error') response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"oops"}')
  else if (fault === 'endless') talkWithoutEnd(response)
  else response.writeHead(302, { location: fault.redirectTo }).end()
}

function talkWithoutEnd(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  const more = (): void => {
    while (!response.destroyed && response.write(`"${'x'.repeat(65_536)}"`));
  }
  response.on('drain', more)
  response.write('[')
  more()
}
