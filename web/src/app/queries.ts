import { QueryClient } from '@tanstack/react-query'
import { ApiProblem } from 'kalosphere-auth/api-problem.ts'

/** What was asked of the service; gone with the session. */
export const queries = new QueryClient({
  defaultOptions: {
    // Asked whatever the browser thinks of the network: a failure is told, a wait for ever is not.
    // Nor is an answer kept: there are secrets and codes among them that are shown once.
    mutations: { networkMode: 'always', gcTime: 0 },
    queries: {
      networkMode: 'always',
      staleTime: 15_000,
      // A refusal will be one again; a service that is away may come back.
      retry: (times, error) => !(error instanceof ApiProblem) && times < 2,
    },
  },
})
