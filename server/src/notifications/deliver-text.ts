import type { Deliverer } from '../outbox/deliver.ts'

/** Sends one text message: short, so that it stays one, and with the warning that codes are asked for by nobody. */
export const deliverText: Deliverer<'text'> = async (app, { id, payload }) => {
  const { to, code, minutes } = payload
  const body = `${code} is your Kalosphere code. It works for ${minutes} minutes. Never give it to anyone.`
  await app.texter.send({ id, to, body })
}
