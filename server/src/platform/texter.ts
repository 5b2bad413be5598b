import type { Text, Texter, TwilioSettings } from './text.ts'
import { fileTexter } from './text-file.ts'
import { twilioTexter } from './text-twilio.ts'
import { timed } from './tracing/part.ts'

export type TextSettings = {
  readonly backend: 'console' | 'twilio' | 'file' | 'memory'
  readonly filePath: string | undefined
  readonly twilio: TwilioSettings | undefined
}

/**
 * Makes the sender of text messages.
 * @param out where the console back end writes
 */
export function makeTexter(settings: TextSettings, out: (text: string) => void): Texter {
  const way = makeWay(settings, out)
  const facts = { 'kalosphere.text.backend': settings.backend }
  return { ...way, send: (text) => timed({ name: 'send text', kind: 'client', facts }, () => way.send(text)) }
}

function makeWay(settings: TextSettings, out: (text: string) => void): Texter {
  if (settings.backend === 'twilio' && settings.twilio) return twilioTexter(settings.twilio)
  if (settings.backend === 'file' && settings.filePath) return fileTexter(settings.filePath)
  if (settings.backend === 'memory') {
    const sent: Text[] = []
    return { sent, send: async (text) => void sent.push(text) }
  }
  const line = '-'.repeat(72)
  return { send: async ({ to, body }) => out(`${line}\nText message to ${to}\n\n${body}\n${line}\n`) }
}
