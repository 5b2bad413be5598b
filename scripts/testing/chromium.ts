import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Where installers put it on systems that do not have it on PATH. */
const places = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The program of the Chromium that the machine has; none is ever downloaded.
 * @throws Error where it has none, with what may help
 */
export function findChromium(environment: Environment = process.env): string {
  const { TEST_CHROMIUM: named, PATH: path = '' } = environment
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  const found = (named ? [named] : [...onPath, ...places]).find(isProgram)
  if (found !== undefined) return found
  throw new Error(
    named ? `no Chromium: TEST_CHROMIUM names ${named}` : 'no Chromium on PATH (TEST_CHROMIUM may name one)',
  )
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
