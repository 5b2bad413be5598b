const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text is an id in the one spelling that we give out; anything else names nothing of ours. */
export function isUuid(text: string): boolean {
  return shape.test(text)
}
