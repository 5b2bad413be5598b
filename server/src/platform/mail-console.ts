import type { Mail } from './mail.ts'

const rule = '-'.repeat(72)

/**
 * Shows mails instead of sending them: recipient, subject and the text part as they are, links whole on one line.
 * For development; a deployment's check refuses it, because codes and links would stand in the log.
 * @param out gets one block a mail
 */
export function consoleTransport(out: (text: string) => void) {
  return {
    send: async (mail: Mail) => {
      const head = `To: ${printable(mail.to)}\nSubject: ${printable(mail.subject)}\n`
      out(`${rule}\n${head}\n${printable(mail.text.trim())}\n${rule}\n`)
    },
    check: async () => {},
    close: async () => {},
  }
}

/** Without the control characters by which a name could move the cursor or recolour a terminal (CWE-150). */
function printable(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '')
}
