import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { providersQuery } from '../app/asked.ts'
import { useTexts } from '../texts/texts.tsx'

/** The services that are configured; none, and nothing is shown. A failure here is none of the sign-in. */
export function SocialButtons() {
  const { signIn } = useTexts()
  const { data } = useQuery(providersQuery)
  return data?.results.map(({ id, name }) => (
    <Button
      key={id}
      component="a"
      variant="default"
      href={`/api/auth/social/${encodeURIComponent(id)}/start/?redirect_to=/social`}
      fullWidth
    >
      {signIn.with(name)}
    </Button>
  ))
}
