import { useSyncExternalStore } from 'react'
import { useTexts } from '../texts/texts.tsx'

function follow(listener: () => void): () => void {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

/** Says that the browser has no network, as long as it has none; over the page, so that nothing moves. */
export function Offline() {
  const { account } = useTexts()
  const isOnline = useSyncExternalStore(follow, () => navigator.onLine)
  return (
    <div role="status" className="offline">
      {!isOnline && <p className="alert plain">{account.offline}</p>}
    </div>
  )
}
