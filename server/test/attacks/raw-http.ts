import { connect } from 'node:net'

/** What came back over a socket, read without any HTTP library's opinion of it. */
export type RawAnswer = {
  readonly status: number
  /** Values by lower-case name; a name that came twice has two. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly text: string
}

export type RawRequest = { line: string; headers?: readonly string[]; body?: string | Buffer }

const patienceMs = 10_000

/**
 * Sends a request exactly as written, for what clients refuse to send.
 * @param origin `http://127.0.0.1:<port>`
 * @param request the request line without `HTTP/1.1`, header lines (`Host` and `Connection: close` are added where they
 *   are not given) and the body, whose length is told by itself
 */
export async function sendRaw(origin: string, { line, headers = [], body = '' }: RawRequest): Promise<RawAnswer> {
  const has = (name: string) => headers.some((header) => header.toLowerCase().startsWith(`${name}:`))
  const payload = typeof body === 'string' ? Buffer.from(body) : body
  const lines = [
    `${line} HTTP/1.1`,
    ...(has('host') ? [] : ['Host: localhost']),
    ...headers,
    ...(payload.length > 0 && !has('content-length') && !has('transfer-encoding')
      ? [`Content-Length: ${payload.length}`]
      : []),
    ...(has('connection') ? [] : ['Connection: close']),
  ]
  return sendBytes(origin, Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), payload]))
}

/** Sends bytes and reads until the service closes the connection. */
export function sendBytes(origin: string, bytes: Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    const socket = connect(Number(port), hostname)
    const end = (): void => {
      if (pieces.length === 0) reject(new Error('the connection was closed without an answer'))
      else resolve(readAnswer(Buffer.concat(pieces)))
    }
    socket.setTimeout(patienceMs, () => socket.destroy(new Error('no answer in time')))
    socket.on('data', (piece: Buffer) => pieces.push(piece))
    // The service may answer and close while a large body is still on its way.
    socket.on('error', (error) => (pieces.length === 0 ? reject(error) : end()))
    socket.on('close', end)
    socket.write(bytes)
  })
}

function readAnswer(bytes: Buffer): RawAnswer {
  const split = bytes.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = bytes.subarray(0, split).toString('latin1').split('\r\n')
  const headers = new Map<string, string[]>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()])
  }
  const rest = bytes.subarray(split + 4)
  const chunked = headers.get('transfer-encoding')?.[0] === 'chunked'
  return { status: Number(statusLine.split(' ')[1]), headers, text: (chunked ? joinChunks(rest) : rest).toString() }
}

function joinChunks(bytes: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16)
    if (!(size > 0)) break
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 2 + size + 2
  }
  return Buffer.concat(chunks)
}
