/** What a notice says by its type; shown to the person, kept for months, so never a secret and never a link. */
export type NoticeData = {
  /** Somebody signed in on a device that was not known. `device` in words. */
  new_sign_in: { session_id: string; device: string; address: string }
  session_ended: { session_id: string; reason: string }
  /** `change` in a word such as `password_changed`; what else is there depends on it. */
  security_change: { change: string } & Readonly<Record<string, string>>
}

export type NoticeType = keyof NoticeData

/** Something to tell a person in the application. */
export type NewNotice = { [T in NoticeType]: { readonly type: T; readonly data: NoticeData[T] } }[NoticeType]
