import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect as connectPlain, isIP, isIPv6, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { connect as connectTls } from 'node:tls'
import type { AuditLine, AuditSink } from './audit-line.ts'
import type { SyslogAddress } from './audit-settings.ts'

/** How long a collector may take to let us in, and to take a batch. */
const patienceMs = 5000

/** Opens the way to a collector of log messages by RFC 5424. It connects with the first message, and anew after a loss. */
export function openSyslog(address: SyslogAddress): AuditSink {
  return address.by === 'udp' ? openDatagrams(address) : openStream(address)
}

/** Facility 10 (security), severity 6 (informational). */
const priority = 10 * 8 + 6

/** RFC 5424 section 6: header, no structured data, the event as JSON. */
export function syslogMessage({ at, event, document }: AuditLine): string {
  const host =
    hostname()
      .replaceAll(/[^\x21-\x7e]/g, '-')
      .slice(0, 255) || '-'
  const head = `<${priority}>1 ${at.toISOString()} ${host} kalosphere-auth ${process.pid} ${event.slice(0, 32)} -`
  return `${head} ${JSON.stringify(document)}`
}

/** RFC 5426: a message a datagram. Nobody says whether one arrived. */
function openDatagrams({ host, port }: { host: string; port: number }): AuditSink {
  let socket: UdpSocket | undefined
  const open = (): UdpSocket => {
    const opened = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
    // A send that fails tells its caller; this is only so that nothing ends the process.
    opened.on('error', () => undefined)
    return opened.unref()
  }
  return {
    async send(lines) {
      socket ??= open()
      for (const line of lines) await sendDatagram(socket, Buffer.from(syslogMessage(line)), { host, port })
    },
    close: () => void socket?.close(),
  }
}

function sendDatagram(
  socket: UdpSocket,
  message: Buffer,
  { host, port }: { host: string; port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(message, port, host, (error) => (error ? reject(error) : resolve()))
  })
}

/** RFC 6587 section 3.4.1 and RFC 5425 section 4.3: each message with its length before it. */
function openStream(address: Exclude<SyslogAddress, { by: 'udp' }>): AuditSink {
  let socket: Socket | undefined
  const open = async (): Promise<Socket> => {
    const opened = connectTo(address).unref()
    // Whoever waits is told; this is only so that nothing ends the process.
    opened.on('error', () => undefined)
    opened.once('close', () => {
      if (socket === opened) socket = undefined
    })
    // A collector has nothing to say; but unread, its farewell would never be seen.
    opened.resume()
    const ready = address.by === 'tls' ? 'secureConnect' : 'connect'
    await once(opened, ready, { signal: AbortSignal.timeout(patienceMs) }).catch((error: unknown) => {
      opened.destroy()
      throw error
    })
    return opened
  }
  return {
    async send(lines) {
      socket ??= await open()
      await writeAll(socket, Buffer.concat(lines.map(frame)))
    },
    close: () => void socket?.end(),
  }
}

function connectTo(address: Exclude<SyslogAddress, { by: 'udp' }>): Socket {
  if (address.by === 'unix') return connectPlain(address.path)
  const { host, port } = address
  if (address.by === 'tcp') return connectPlain(port, host)
  return connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) })
}

function frame(line: AuditLine): Buffer {
  const message = Buffer.from(syslogMessage(line))
  return Buffer.concat([Buffer.from(`${message.length} `), message])
}

/** A collector that takes nothing any more is let go of, so that the next try finds another one behind the name. */
function writeAll(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => socket.destroy(new Error('the collector takes nothing')), patienceMs)
    const lost = (): void => finish(new Error('the connection to the collector was lost'))
    const finish = (error?: Error | null): void => {
      clearTimeout(late)
      socket.off('close', lost)
      if (error) reject(error)
      else resolve()
    }
    socket.once('close', lost)
    socket.write(bytes, finish)
  })
}
