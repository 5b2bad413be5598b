export type Progress = {
  /** How far the work is; `total` 0 for unknown. */
  readonly at: (done: number, total: number) => void
  readonly end: () => void
}

const barWidth = 30

/**
 * Shows on standard error how far a long work is: a bar on a terminal, a line every tenth elsewhere.
 * @param what the work, as the line begins
 */
export function makeProgress(what: string): Progress {
  const onTerminal = process.stderr.isTTY === true
  const step = onTerminal ? 1 : 10
  let shown = -1
  return {
    at(done, total) {
      const percent = total === 0 ? 0 : Math.floor((100 * Math.min(done, total)) / total)
      const reached = percent - (percent % step)
      if (reached <= shown) return
      shown = reached
      process.stderr.write(onTerminal ? `\r${bar(what, reached)}` : `${what}: ${reached} %\n`)
    },
    end() {
      if (onTerminal && shown >= 0) process.stderr.write('\n')
    },
  }
}

function bar(what: string, percent: number): string {
  const full = Math.round((barWidth * percent) / 100)
  return `${what} [${'#'.repeat(full)}${' '.repeat(barWidth - full)}] ${String(percent).padStart(3)} %`
}
