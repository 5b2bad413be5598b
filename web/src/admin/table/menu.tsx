import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Icon, type IconName } from '../../look/icons.tsx'

type MenuProps = { readonly icon: IconName; readonly words: string; readonly children: ReactNode }

/** A button with something behind it; it closes on Escape, and when one goes elsewhere. */
export function Menu({ icon, words, children }: MenuProps) {
  const [open, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return
    const leave = (event: Event) => {
      const isOutside = event.target instanceof Node && !place.current?.contains(event.target)
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape'
      if (isEscape) place.current?.querySelector('button')?.focus()
      if (isOutside || isEscape) setOpen(false)
    }
    for (const kind of ['pointerdown', 'keydown', 'focusin']) document.addEventListener(kind, leave)
    return () => {
      for (const kind of ['pointerdown', 'keydown', 'focusin']) document.removeEventListener(kind, leave)
    }
  }, [open])
  return (
    <div className="menu" ref={place}>
      <Button
        variant="default"
        size="sm"
        leftSection={<Icon name={icon} />}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {words}
      </Button>
      {open && (
        <div className="menu-body" id={id}>
          {children}
        </div>
      )}
    </div>
  )
}
