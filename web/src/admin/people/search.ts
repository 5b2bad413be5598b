import { type Search, searchOf } from '../url-search.ts'

const shape = {
  search: 'text',
  role: ['any', 'support', 'admin'],
  state: ['active', 'inactive', 'unverified', 'erasing'],
  has_factor: 'flag',
  created_from: 'date',
  created_before: 'date',
  sort: ['-created_at', 'created_at', 'email', '-email', 'username', '-username'],
} as const

export const peopleSearch = searchOf(shape)
export type PeopleSearch = Search<typeof shape>
