import { generateSync } from 'otplib'
import type { TestServer } from './harness.ts'

const stepSeconds = 30

/** The code an authenticator app shows some seconds from the server's time, or before it. */
export function codeAt(server: TestServer, secret: string, seconds: number): string {
  return generateSync({ secret, epoch: Math.floor(server.clock.now().getTime() / 1000) + seconds })
}

/** Moves the clock to the beginning of a step, so that a test about steps does not run into the next one. */
export function toStepStart({ clock }: TestServer): void {
  clock.advance({ seconds: stepSeconds - ((clock.now().getTime() / 1000) % stepSeconds) + 0.5 })
}

/** Six digits that are none of the codes around now. */
export function wrongCode(server: TestServer, secret: string): string {
  const right = [-60, -30, 0, 30, 60].map((seconds) => codeAt(server, secret, seconds))
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code)) ?? ''
}
