import { Button, Loader } from '@mantine/core'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { UnreachableError } from 'kalosphere-auth/api-problem.ts'
import { Fault } from '../form/form.tsx'
import { useTexts } from '../texts/texts.tsx'

export function NotFound() {
  const { problems, back } = useTexts()
  return (
    <div className="centred">
      <p>{problems.not_found}</p>
      <Link to="/account">{back}</Link>
    </div>
  )
}

/** A page whose answers are on their way. */
export function Pending() {
  const { loading } = useTexts()
  return (
    <div className="centred">
      <Loader role="progressbar" aria-label={loading} />
    </div>
  )
}

/** A page that fell over, or whose files could not be had because the network or the service is away. */
export function PageFault({ error }: ErrorComponentProps) {
  const texts = useTexts()
  const router = useRouter()
  const isAway = error instanceof Error && /dynamically imported module/.test(error.message)
  return (
    <div className="centred">
      <Fault error={isAway ? new UnreachableError(error) : error} />
      <Button variant="default" onClick={() => (isAway ? location.reload() : router.invalidate())}>
        {texts.tryAgain}
      </Button>
    </div>
  )
}
