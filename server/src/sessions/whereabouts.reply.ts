import { clientSoftware } from '../base/client-software.ts'
import { Instant, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { App } from '../platform/app.ts'

/** What sessions and devices tell alike: by what, from where and when they were used. */
export const whereabouts = {
  browser: Type.Union([Type.String(), Type.Null()], { description: 'As the client calls itself' }),
  system: Type.Union([Type.String(), Type.Null()], { description: 'As the client calls itself' }),
  address: Type.String({ description: 'Where it was last seen' }),
  place: Type.Union([Type.String(), Type.Null()], { description: 'Roughly where that is, if the operator has a map' }),
  first_seen_at: Instant,
  last_seen_at: Type.String({ format: 'date-time', description: 'RFC 3339, UTC; exact to the minute' }),
}

type Whereabouts = { userAgent: string; ip: string; firstSeenAt: Date; lastSeenAt: Date }

export function toWhereabouts(app: App, { userAgent, ip, firstSeenAt, lastSeenAt }: Whereabouts) {
  return {
    ...clientSoftware(userAgent),
    address: ip,
    place: app.places.of(ip),
    first_seen_at: toInstant(firstSeenAt),
    last_seen_at: toInstant(lastSeenAt),
  }
}
