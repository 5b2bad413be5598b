/**
 * Milliseconds within which a test has to see what the product does within a second. By itself it takes a part of one; a
 * machine that runs other tests beside may give neither side its turn for longer. What is only found by the next look
 * of a clock comes later: such looks are ten seconds and more apart.
 */
export const soonMs = 5000
