import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react'
import { Icon } from '../look/icons.tsx'
import { useTexts } from '../texts/texts.tsx'

type Toast = { readonly id: number; readonly text: string }

const ToastContext = createContext<(text: string) => void>(() => undefined)

const shownMs = 7000

/** Short words about what just happened; told aloud, and in nobody's way. */
export function Toasts({ children }: { children: ReactNode }) {
  const texts = useTexts()
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const count = useRef(0)
  const drop = useCallback((id: number) => setToasts((now) => now.filter((one) => one.id !== id)), [])
  const say = useCallback(
    (text: string) => {
      count.current += 1
      const id = count.current
      setToasts((now) => [...now.slice(-2), { id, text }])
      setTimeout(() => drop(id), shownMs)
    },
    [drop],
  )
  return (
    <ToastContext value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, text }) => (
          <div key={id} className="toast">
            <span>{text}</span>
            <button type="button" aria-label={texts.close} onClick={() => drop(id)}>
              <Icon name="close" />
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  )
}

/** @returns says something in a toast */
export function useToast(): (text: string) => void {
  return useContext(ToastContext)
}
