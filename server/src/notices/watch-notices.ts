import type { App } from '../platform/app.ts'
import { type Watch, watchRows } from '../platform/watch-rows.ts'
import { listNoticesSince, type Notice } from './notices.queries.ts'

/** Tells of new notices of everybody, wherever they were written, within a second. */
export function noticeWatch(app: App): Watch<Notice> {
  return app.hold(makeWatch)
}

function makeWatch(app: App): Watch<Notice> {
  return watchRows(app, 'notices', (since) => listNoticesSince(app.db, since))
}
