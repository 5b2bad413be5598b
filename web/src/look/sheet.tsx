import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useTexts } from '../texts/texts.tsx'
import { Icon } from './icons.tsx'

type SheetProps = {
  readonly title: string
  readonly lead?: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/**
 * A dialogue above the page. The browser's own: it keeps the focus inside, closes on Escape, gives the focus back, and needs no
 * style of its own in the page.
 */
export function Sheet({ title, lead, onClose, children }: SheetProps) {
  const texts = useTexts()
  const dialog = useRef<HTMLDialogElement>(null)
  const name = useId()
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    shown?.querySelector<HTMLElement>('[data-autofocus], .sheet-body > :not(header) input')?.focus()
    return () => shown?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={name}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className="sheet-body">
        <header>
          <div className="stack tight">
            <h2 id={name}>{title}</h2>
            {lead && <p className="quiet small">{lead}</p>}
          </div>
          <button type="button" className="icon-button no-print" aria-label={texts.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
