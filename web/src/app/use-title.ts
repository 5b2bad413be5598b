import { useEffect, useRef } from 'react'

/**
 * Names the window after the page, and puts the focus on its heading, so that a screen reader tells where one has come to.
 * @returns the heading's ref
 */
export function useTitle(title: string) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Kalosphere`
    // Not where a field has asked for it already.
    if (document.activeElement === document.body) heading.current?.focus()
  }, [title])
  return heading
}
