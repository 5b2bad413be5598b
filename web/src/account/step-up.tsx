import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { ApiProblem } from 'kalosphere-auth/api-problem.ts'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'
import { factorsQuery } from '../app/asked.ts'
import { api, session } from '../app/service.ts'
import { Fault, Form } from '../form/form.tsx'
import { PasswordField } from '../form/password-field.tsx'
import { Sheet } from '../look/sheet.tsx'
import { type FactorAnswer, ProveFactor } from '../proof/prove-factor.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'

type Ask = { readonly settle: (proved: boolean) => void }

/** Asks for a fresh proof. @returns whether it was given */
export const StepUpContext = createContext<() => Promise<boolean>>(async () => false)

/** Asks for a fresh proof where an act needs one. */
export function StepUp({ children }: { children: ReactNode }) {
  const [ask, setAsk] = useState<Ask>()
  const prove = useCallback(() => {
    return new Promise<boolean>((resolve) => {
      setAsk({
        settle(proved) {
          setAsk(undefined)
          resolve(proved)
        },
      })
    })
  }, [])
  return (
    <StepUpContext value={prove}>
      {children}
      {ask && <StepUpSheet onDone={ask.settle} />}
    </StepUpContext>
  )
}

/** An act was given up: the person did not want to prove anything. */
export class GivenUpError extends Error {}

/**
 * Carries out acts that may need a fresh proof: it is asked for, and the act done once more.
 * @throws GivenUpError when the person closes the question
 */
export function useSensitive(): <T>(act: () => Promise<T>) => Promise<T> {
  const prove = useContext(StepUpContext)
  return useCallback(
    async (act) => {
      try {
        return await act()
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'reauthentication_required') throw error
        if (!(await prove())) throw new GivenUpError()
        return act()
      }
    },
    [prove],
  )
}

function StepUpSheet({ onDone }: { onDone: (proved: boolean) => void }) {
  const texts = useTexts()
  const factors = useQuery(factorsQuery)
  const kinds = new Set(factors.data?.factors.map(({ kind }) => kind))
  const methods = [...kinds, ...((factors.data?.backup_codes_left ?? 0) > 0 && kinds.size > 0 ? ['backup_code'] : [])]
  const prove = async (body: FactorAnswer | { password: string }): Promise<void> => {
    const { access } = await answerOf(api.POST('/api/auth/reauthenticate/', { body }))
    session.begin(access)
    onDone(true)
  }
  return (
    <Sheet title={texts.proof.stepUpTitle} lead={texts.proof.stepUpLead} onClose={() => onDone(false)}>
      {factors.error && <Fault error={factors.error} />}
      {factors.data && methods.length > 0 && (
        <ProveFactor
          methods={methods}
          prove={prove}
          send={async (method) =>
            void (await answerOf(api.POST('/api/auth/reauthenticate/send/', { body: { method } })))
          }
          options={() => answerOf(api.POST('/api/auth/reauthenticate/options/'))}
        />
      )}
      {factors.data && methods.length === 0 && <ProvePassword prove={prove} />}
    </Sheet>
  )
}

function ProvePassword({ prove }: { prove: (body: { password: string }) => Promise<void> }) {
  const { proof, fields } = useTexts()
  const [password, setPassword] = useState('')
  const { mutate, error, isPending } = useMutation({ mutationFn: () => prove({ password }) })
  return (
    <Form act={mutate} error={error} fields={['password']}>
      <PasswordField
        label={fields.password}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        fault={faultOf(error, 'password')}
      />
      <Button type="submit" loading={isPending} fullWidth>
        {proof.confirm}
      </Button>
    </Form>
  )
}
