import { cutPage, readPage } from '../base/page.ts'
import { callerOf } from '../http/caller-of.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import {
  body,
  clearableField,
  DetailReply,
  flagField,
  Id,
  Instant,
  PageQuery,
  pageReply,
  toInstant,
} from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { guarded, personOf } from '../sessions/session.guard.ts'
import { toWhereabouts, whereabouts } from '../sessions/whereabouts.reply.ts'
import { changeDevice } from './change-device.ts'
import { type ListedDevice, listDevices } from './device-list.queries.ts'
import { removeDevice } from './remove-device.ts'

const DeviceReply = Type.Object({
  id: Id,
  name: Type.String({ description: 'As its owner or its client called it; may be empty' }),
  ...whereabouts,
  current: Type.Boolean({ description: 'Whether the session that asks is on it' }),
  trusted: Type.Boolean({ description: 'Whether it is not asked for a second factor' }),
  trusted_until: Type.Union([Instant, Type.Null()]),
})
const DeviceBody = body(
  {
    name: Type.Optional(clearableField(100, { description: 'To tell it from others' })),
    trusted: Type.Optional(flagField({ description: 'Whether it skips the second factor for a while' })),
  },
  { example: { name: 'Laptop' } },
)
const OneDevice = Type.Object({ id: Id })
const security = [{ bearer: [] }]
const tags = ['devices']
const ownProblems = ['invalid_input', ...guardProblems, 'not_found'] as const

export function devicesRoutes(app: App): Routes {
  return async (http) => {
    list(app, http)
    change(app, http)
    remove(app, http)
  }
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/auth/devices/',
    {
      ...guarded(app),
      schema: {
        operationId: 'listDevices',
        summary: 'The devices the own account was signed in on, newest first',
        tags,
        security,
        querystring: PageQuery,
        response: { 200: pageReply(DeviceReply), ...problemReplies('invalid_input', ...guardProblems) },
      },
    },
    async (request) => {
      const page = readPage(request.query)
      const found = await listDevices(app.db, personOf(request), page)
      const { rows, next } = cutPage(page, found, ({ firstSeenAt: at, id }) => ({ at, id }))
      return { results: rows.map((row) => toReply(app, row)), next }
    },
  )
}

function change(app: App, http: TypedHttp): void {
  http.patch(
    '/api/auth/devices/:id/',
    {
      ...guarded(app),
      schema: {
        operationId: 'changeDevice',
        summary: 'Name a device, or say whether it is trusted',
        description: 'To trust a device needs a fresh proof of the second factor in this session; all else does not.',
        tags,
        security,
        params: OneDevice,
        body: DeviceBody,
        response: { 200: DeviceReply, ...problemReplies(...ownProblems, 'reauthentication_required') },
      },
    },
    async (request) => {
      const wanted = { ...request.body, id: request.params.id }
      return toReply(app, await changeDevice(app, callerOf(app, request), personOf(request), wanted))
    },
  )
}

function remove(app: App, http: TypedHttp): void {
  http.delete(
    '/api/auth/devices/:id/',
    {
      ...guarded(app),
      schema: {
        operationId: 'removeDevice',
        summary: 'Forget a device and end its sessions at once',
        tags,
        security,
        params: OneDevice,
        response: { 200: DetailReply, ...problemReplies(...ownProblems, 'reauthentication_required') },
      },
    },
    async (request) => {
      await removeDevice(app, callerOf(app, request), personOf(request), request.params.id)
      return { detail: 'Device removed.' }
    },
  )
}

function toReply(app: App, device: ListedDevice) {
  const { id, name, trustedUntil, ownSessionId } = device
  const trusted = trustedUntil !== null && trustedUntil > app.now()
  return {
    id,
    name,
    ...toWhereabouts(app, device),
    current: ownSessionId !== null,
    trusted,
    trusted_until: trusted && trustedUntil ? toInstant(trustedUntil) : null,
  }
}
