/** What people are told of a refused field, by the sentences of the API; `#` stands for a number. English says them as they are. */
export const faults: Readonly<Record<string, string>> = {}
