import { callerOf } from '../http/caller-of.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, Id, Instant, textField, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { requireFresh, requireFreshToAdd } from '../sessions/require-fresh.ts'
import { guarded, guardedForEnrolment, personOf } from '../sessions/session.guard.ts'
import { modelOf } from './authenticator-models.ts'
import { removePasskey, renamePasskey } from './change-passkeys.ts'
import { requireOffered } from './methods.ts'
import { Credential } from './passkey-fields.ts'
import { CreationOptionsReply } from './passkey-options.reply.ts'
import { listPasskeys, type Passkey } from './passkeys.queries.ts'
import { beginPasskey, confirmPasskey } from './register-passkey.ts'

const PasskeyReply = Type.Object({
  id: Id,
  name: Type.String(),
  aaguid: Type.String({ description: 'The model of the authenticator, as it says itself' }),
  model: Type.String({ description: 'What people call that model; empty when it is not known' }),
  transports: Type.Array(Type.String()),
  is_backed_up: Type.Boolean(),
  is_multi_device: Type.Boolean({ description: 'Whether it may be on several devices' }),
  is_user_verified: Type.Boolean({ description: 'Whether it asked for a PIN or a finger when it was added' }),
  created_at: Instant,
  last_used_at: Type.Union([Instant, Type.Null()]),
})
const Name = textField(100, { description: 'To tell it from others', examples: ['Blue key'] })
const ConfirmBody = body({ name: Name, credential: Credential })
const RenameBody = body({ name: Name })
const OnePasskey = Type.Object({ id: Id })
const security = [{ bearer: [] }]
const tags = ['second factors']
const addingProblems = ['invalid_input', ...guardProblems, 'factor_not_offered', 'reauthentication_required'] as const
const ownProblems = ['invalid_input', ...guardProblems, 'not_found'] as const

export function passkeysRoutes(app: App): Routes {
  return async (http) => {
    begin(app, http)
    confirm(app, http)
    list(app, http)
    rename(app, http)
    remove(app, http)
  }
}

function begin(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/mfa/webauthn/register/options/',
    {
      ...guardedForEnrolment(app),
      schema: {
        operationId: 'beginPasskey',
        summary: 'Begin to add a security key or passkey',
        tags,
        security,
        response: { 200: CreationOptionsReply, ...problemReplies(...addingProblems) },
      },
    },
    async (request) => {
      requireOffered(app, 'webauthn')
      const person = personOf(request)
      requireFreshToAdd(app, person)
      return beginPasskey(app, person)
    },
  )
}

function confirm(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/mfa/webauthn/register/verify/',
    {
      ...guardedForEnrolment(app),
      schema: {
        operationId: 'confirmPasskey',
        summary: 'Add the security key or passkey that was made',
        tags,
        security,
        body: ConfirmBody,
        response: { 201: PasskeyReply, ...problemReplies(...addingProblems) },
      },
    },
    async (request, reply) => {
      requireOffered(app, 'webauthn')
      const person = personOf(request)
      requireFreshToAdd(app, person)
      const passkey = await confirmPasskey(app, callerOf(app, request), person, request.body)
      return reply.code(201).send(toReply(passkey))
    },
  )
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/auth/mfa/webauthn/',
    {
      ...guarded(app),
      schema: {
        operationId: 'listPasskeys',
        summary: 'The security keys and passkeys of the own account',
        tags,
        security,
        response: { 200: Type.Object({ passkeys: Type.Array(PasskeyReply) }), ...problemReplies(...guardProblems) },
      },
    },
    async (request) => ({ passkeys: (await listPasskeys(app.db, personOf(request).accountId)).map(toReply) }),
  )
}

function rename(app: App, http: TypedHttp): void {
  http.patch(
    '/api/auth/mfa/webauthn/:id/',
    {
      ...guarded(app),
      schema: {
        operationId: 'renamePasskey',
        summary: 'Give a security key or passkey another name',
        tags,
        security,
        params: OnePasskey,
        body: RenameBody,
        response: { 200: DetailReply, ...problemReplies(...ownProblems) },
      },
    },
    async (request) => {
      const change = { id: request.params.id, name: request.body.name }
      await renamePasskey(app, callerOf(app, request), personOf(request), change)
      return { detail: 'Renamed.' }
    },
  )
}

function remove(app: App, http: TypedHttp): void {
  http.delete(
    '/api/auth/mfa/webauthn/:id/',
    {
      ...guarded(app),
      schema: {
        operationId: 'removePasskey',
        summary: 'Remove a security key or passkey',
        description: 'Needs a fresh proof of the second factor in this session.',
        tags,
        security,
        params: OnePasskey,
        response: { 200: DetailReply, ...problemReplies(...ownProblems, 'reauthentication_required', 'last_factor') },
      },
    },
    async (request) => {
      const person = personOf(request)
      requireFresh(app, person)
      await removePasskey(app, callerOf(app, request), person, request.params.id)
      return { detail: 'Removed.' }
    },
  )
}

function toReply(passkey: Passkey) {
  const { id, name, aaguid, transports, isBackedUp, isMultiDevice, isUserVerified, createdAt, lastUsedAt } = passkey
  return {
    id,
    name,
    aaguid,
    model: modelOf(aaguid),
    transports,
    is_backed_up: isBackedUp,
    is_multi_device: isMultiDevice,
    is_user_verified: isUserVerified,
    created_at: toInstant(createdAt),
    last_used_at: lastUsedAt === null ? null : toInstant(lastUsedAt),
  }
}
