import { Button, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { shownError, useAct } from '../account/use-act.ts'
import { Form } from '../form/form.tsx'
import { Sheet } from '../look/sheet.tsx'
import { useAdminTexts } from '../texts/admin-texts.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'

/** As the service has it. */
const longestReason = 500

type ReasonSheetProps<R> = {
  readonly title: string
  readonly lead?: string | undefined
  /** On the button that does it. */
  readonly button: string
  readonly isDanger?: boolean
  /** Whether all else that is asked for is filled in. */
  readonly isReady?: boolean
  readonly act: (reason: string) => Promise<R>
  /** Told when it is done. */
  readonly said?: string
  readonly onDone?: (result: R) => void
  readonly onClose: () => void
  /** The fields of `children` that tell their own faults. */
  readonly fields?: readonly string[]
  /** What else is asked for. @param error of the last try, for `faultOf` */
  readonly children?: ReactNode | ((error: Error | null) => ReactNode)
}

/**
 * The confirmation of an act of administration: what it does, and why it is done. A fresh proof is asked for where the
 * service wants one; a refusal is told here, and the sheet stays open with what was written.
 */
export function ReasonSheet<R>(props: ReasonSheetProps<R>) {
  const { title, lead, button, isDanger = false, isReady = true, onClose, fields = [], children } = props
  const texts = useTexts()
  const { reason: words } = useAdminTexts()
  const [reason, setReason] = useState('')
  const done = useAct({
    act: () => props.act(reason.trim()),
    ...(props.said === undefined ? {} : { said: props.said }),
    onDone: (result: R) => {
      onClose()
      props.onDone?.(result)
    },
    inForm: true,
  })
  const error = shownError(done)
  return (
    <Sheet title={title} {...(lead === undefined ? {} : { lead })} onClose={onClose}>
      <Form act={() => done.mutate()} error={error} fields={['reason', ...fields]}>
        {typeof children === 'function' ? children(error) : children}
        <Textarea
          label={words.label}
          description={words.hint}
          name="reason"
          rows={3}
          maxLength={longestReason}
          required
          withAsterisk={false}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          error={faultOf(error, 'reason')}
          data-autofocus={children === undefined ? true : undefined}
        />
        <div className="row">
          <Button
            type="submit"
            variant={isDanger ? 'danger' : 'filled'}
            loading={done.isPending}
            disabled={reason.trim() === '' || !isReady}
          >
            {button}
          </Button>
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
        </div>
      </Form>
    </Sheet>
  )
}
