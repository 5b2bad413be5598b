/** Of the decimal order of the largest count; each has a whole middle, but for the smallest order. */
const steps = [1, 2, 4, 5, 10]

/** The top of a scale that begins at zero: a round even number, and no count stands above it. */
export function roundTop(most: number): number {
  if (most <= 2) return 2
  const order = 10 ** Math.floor(Math.log10(most))
  const step = steps.find((one) => one * order >= most && (one * order) % 2 === 0)
  return (step ?? 10) * order
}
