/** Hands the reader a text as a file. */
export function save(name: string, text: string): void {
  saveBlob(name, new Blob([text], { type: 'text/plain' }))
}

/** Hands the reader a file. */
export function saveBlob(name: string, file: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
