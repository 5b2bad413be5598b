/** The part of autocannon that this program uses; the package brings no types. */
declare module 'autocannon' {
  export type Request = { method: string; path: string; headers: Record<string, string>; body?: string }

  export type Client = {
    setRequests: (
      requests: readonly (Partial<Request> & {
        /** Called before each request but the first two times before the first; what it returns is sent. */
        setupRequest?: (request: Request) => Request
        onResponse?: (status: number, body: string) => void
      })[],
    ) => void
  }

  export type Options = {
    url: string
    connections: number
    /** Seconds. */
    duration: number
    /** Seconds until an answer is given up. */
    timeout: number
    setupClient: (client: Client) => void
  }

  export type Result = { errors: number; timeouts: number }

  export type Run = Promise<Result> & {
    on: (event: 'response', listener: (client: Client, status: number, bytes: number, ms: number) => void) => void
  }

  export default function autocannon(options: Options): Run
}
