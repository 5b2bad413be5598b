import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance } from 'fastify'
import { activityRoutes } from './accounts/activity.routes.ts'
import { deactivateRoutes } from './accounts/deactivate.routes.ts'
import { emailChangeRoutes } from './accounts/email-change.routes.ts'
import { privacyRoutes } from './accounts/privacy.routes.ts'
import { profileRoutes } from './accounts/profile.routes.ts'
import { allSessionsRoutes } from './admin/all-sessions.routes.ts'
import { auditRoutes } from './admin/audit.routes.ts'
import { blocksRoutes } from './admin/blocks.routes.ts'
import { firstAdminRoutes } from './admin/first-admin.routes.ts'
import { healthRoutes } from './admin/health.routes.ts'
import { newPeopleRoutes } from './admin/new-people.routes.ts'
import { outboxRoutes } from './admin/outbox.routes.ts'
import { peopleRoutes } from './admin/people.routes.ts'
import { personActsRoutes } from './admin/person-acts.routes.ts'
import { serviceClientsRoutes } from './admin/service-clients.routes.ts'
import { settingsRoutes } from './admin/settings.routes.ts'
import { signingKeysRoutes } from './admin/signing-keys.routes.ts'
import { statisticsRoutes } from './admin/statistics.routes.ts'
import { webhookActsRoutes } from './admin/webhook-acts.routes.ts'
import { webhooksRoutes } from './admin/webhooks.routes.ts'
import { devicesRoutes } from './devices/devices.routes.ts'
import { answerProblems } from './http/answer-problems.ts'
import { apiDocument } from './http/api-document.ts'
import { brokenRequests, passOverExpectations } from './http/broken-requests.ts'
import { leadToLocalhost } from './http/lead-to-localhost.ts'
import { measureRequests } from './http/measure-requests.ts'
import { readBodies } from './http/read-bodies.ts'
import { secureHeaders } from './http/security-headers.ts'
import { shedLoad } from './http/shed-load.ts'
import { traceRequests } from './http/trace-requests.ts'
import { answerUnknownRoutes } from './http/unknown-routes.ts'
import { routeUpgrades, shouldUpgradeCallback } from './http/upgrades.ts'
import { webPages } from './http/web-pages.ts'
import { writeAnswers } from './http/write-answers.ts'
import { keysRoutes } from './keys/keys.routes.ts'
import { codeFactorsRoutes } from './mfa/code-factors.routes.ts'
import { factorsRoutes } from './mfa/factors.routes.ts'
import { passkeysRoutes } from './mfa/passkeys.routes.ts'
import { reauthenticateRoutes } from './mfa/reauthenticate.routes.ts'
import { factorRecoveryRoutes } from './mfa/recovery.routes.ts'
import { totpRoutes } from './mfa/totp.routes.ts'
import { noticesRoutes } from './notifications/notices.routes.ts'
import { socketRoutes } from './notifications/socket.routes.ts'
import { operationsRoutes } from './operations/operations.routes.ts'
import { passwordsRoutes } from './passwords/passwords.routes.ts'
import type { App } from './platform/app.ts'
import { recoveryRoutes } from './recovery/recovery.routes.ts'
import { servicesRoutes } from './services/services.routes.ts'
import { revocationsRoutes } from './sessions/revocations.routes.ts'
import { sessionListRoutes } from './sessions/session-list.routes.ts'
import { sessionsRoutes } from './sessions/sessions.routes.ts'
import { loginRoutes } from './signin/login.routes.ts'
import { loginEnrolledRoutes } from './signin/login-enrolled.routes.ts'
import { loginMfaRoutes } from './signin/login-mfa.routes.ts'
import { loginPasskeyRoutes } from './signin/login-passkey.routes.ts'
import { loginRecoverRoutes } from './signin/login-recover.routes.ts'
import { pagesRoutes } from './signin/pages.routes.ts'
import { registerRoutes } from './signin/register.routes.ts'
import { socialLoginRoutes } from './signin/social-login.routes.ts'
import { verifyEmailRoutes } from './signin/verify-email.routes.ts'
import { linksRoutes } from './social/links.routes.ts'
import { socialRoutes } from './social/social.routes.ts'
import { takeoverRoutes } from './takeover/takeover.routes.ts'

/** No request of ours needs more; photos and files do not come here. */
const bodyLimit = 64 * 1024

/** The whole HTTP surface, from what every request passes to the list of routes. */
export function buildServer(app: App): FastifyInstance {
  const http = Fastify({
    bodyLimit,
    requestTimeout: 15_000,
    keepAliveTimeout: 65_000,
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, shouldUpgradeCallback },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    genReqId: () => randomUUID(),
    exposeHeadRoutes: true,
    return503OnClosing: false,
    ...brokenRequests(app),
  })
  http.decorateRequest('person', null).decorateRequest('fromCookie', false)
  passOverExpectations(http)
  routeUpgrades(http)
  traceRequests(http, app)
  answerProblems(http, app)
  secureHeaders(http, app)
  shedLoad(http, app)
  leadToLocalhost(http, app)
  measureRequests(http, app)
  http.register(cookie)
  readBodies(http)
  writeAnswers(http)
  answerUnknownRoutes(http)
  apiDocument(http)
  addRoutes(http, app)
  addAdministration(http, app)
  webPages(http, app)
  return http
}

function addRoutes(http: FastifyInstance, app: App): void {
  http.register(keysRoutes(app))
  http.register(sessionsRoutes(app))
  http.register(revocationsRoutes(app))
  http.register(servicesRoutes(app))
  http.register(sessionListRoutes(app))
  http.register(devicesRoutes(app))
  http.register(noticesRoutes(app))
  http.register(socketRoutes(app))
  http.register(passwordsRoutes(app))
  http.register(profileRoutes(app))
  http.register(emailChangeRoutes(app))
  http.register(activityRoutes(app))
  http.register(deactivateRoutes(app))
  http.register(privacyRoutes(app))
  http.register(recoveryRoutes(app))
  http.register(factorsRoutes(app))
  http.register(totpRoutes(app))
  http.register(codeFactorsRoutes(app))
  http.register(passkeysRoutes(app))
  http.register(reauthenticateRoutes(app))
  http.register(factorRecoveryRoutes(app))
  http.register(registerRoutes(app))
  http.register(verifyEmailRoutes(app))
  http.register(loginRoutes(app))
  http.register(loginMfaRoutes(app))
  http.register(loginPasskeyRoutes(app))
  http.register(loginEnrolledRoutes(app))
  http.register(loginRecoverRoutes(app))
  http.register(socialRoutes(app))
  http.register(linksRoutes(app))
  http.register(socialLoginRoutes(app))
  http.register(takeoverRoutes(app))
  http.register(pagesRoutes(app))
  http.register(operationsRoutes(app))
}

/** For support and administrators. */
function addAdministration(http: FastifyInstance, app: App): void {
  http.register(peopleRoutes(app))
  http.register(newPeopleRoutes(app))
  http.register(personActsRoutes(app))
  http.register(auditRoutes(app))
  http.register(statisticsRoutes(app))
  http.register(allSessionsRoutes(app))
  http.register(outboxRoutes(app))
  http.register(blocksRoutes(app))
  http.register(signingKeysRoutes(app))
  http.register(serviceClientsRoutes(app))
  http.register(webhooksRoutes(app))
  http.register(webhookActsRoutes(app))
  http.register(settingsRoutes(app))
  http.register(healthRoutes(app))
  http.register(firstAdminRoutes(app))
}
