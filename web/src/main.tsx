import './look/mantine.css'
import './look/base.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { sessionOfToken } from 'kalosphere-auth/session-of-token.ts'
import { createRoot } from 'react-dom/client'
import { isBehindTheDoor } from './app/paths.ts'
import { queries } from './app/queries.ts'
import { router } from './app/router.tsx'
import { session } from './app/service.ts'
import { Start } from './app/start.tsx'
import { theme } from './look/theme.ts'
import { speak, wantedLanguage } from './texts/spoken.ts'

let shown = sessionOfToken(session.access())

/** What a tab shows and keeps is of one session: when another tab signs in anew, perhaps as somebody else, it begins anew. */
session.subscribe(() => {
  const present = sessionOfToken(session.access())
  const isAnother = shown !== undefined && present !== undefined && present !== shown
  shown = present
  if (!isAnother) return
  queries.clear()
  // Pages before the door show nobody, and the one that has just signed somebody in is on its way.
  if (isBehindTheDoor(router.state.location.pathname)) location.reload()
})

let wasIn = false

/**
 * Leaves when the session is over, wherever that was said: here, in another tab, or by the service. Whoever never was in is
 * led to the sign-in by the page that they asked for, which they then come to.
 */
session.subscribe(() => {
  if (session.standing() === 'signed_in') wasIn = true
  if (session.standing() !== 'signed_out' || !wasIn) return
  wasIn = false
  queries.clear()
  if (!isBehindTheDoor(router.state.location.pathname)) return
  void router.navigate({ to: '/sign-in', search: { after: 'ended' }, replace: true })
})

/** @param place the element that the pages are drawn in */
function draw(place: HTMLElement): void {
  createRoot(place).render(
    // Its variables are a file: a style in the page would need a policy that allows styles in pages.
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <Start>
          <RouterProvider router={router} />
        </Start>
      </QueryClientProvider>
    </MantineProvider>,
  )
}

const place = document.getElementById('root')
// Nothing is drawn in another language first; without its catalogue it stays English.
if (place)
  void speak(wantedLanguage())
    .catch(() => undefined)
    .then(() => draw(place))
