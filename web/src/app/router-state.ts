/** Why somebody comes to the sign-in page. */
export const afters = ['ended', 'verified', 'reset', 'unfinished', 'late'] as const
export type After = (typeof afters)[number]

declare module '@tanstack/react-router' {
  /** What goes from page to page beside the address; it is in no log and no history of another service. */
  interface HistoryState {
    email?: string
  }
}
