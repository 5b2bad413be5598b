import { answerOf, openClient } from 'kalosphere-auth'
import { AuthProvider, useClient, useClientEvent, useHolder, useStanding } from 'kalosphere-auth/react'
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

// The page and the service share an origin (vite.config.js), so that the refresh token stays in its cookie.
const client = openClient({ origin: location.origin })

function App() {
  const standing = useStanding()
  if (standing === 'unknown') return <p>One moment …</p>
  return standing === 'signed_in' ? <Home /> : <SignIn />
}

function SignIn() {
  const { signIn, proveFactor } = useClient()
  const [waiting, setWaiting] = useState()
  const [fault, setFault] = useState('')
  const submit = async (event) => {
    event.preventDefault()
    const { email, password, code } = Object.fromEntries(new FormData(event.currentTarget))
    setFault('')
    try {
      const next = waiting
        ? await proveFactor(waiting.ticket, { method: waiting.methods[0], code })
        : await signIn({ email, password })
      if (next.state === 'factor_needed') setWaiting(next)
      if (next.state === 'enrolment_needed') setFault('Add a second factor in the account centre first.')
    } catch (error) {
      setFault(error.message)
    }
  }
  return (
    <form onSubmit={submit}>
      <h1>Sign in</h1>
      {fault && <p role="alert">{fault}</p>}
      {waiting ? (
        <Field label="Code" name="code" autoComplete="one-time-code" />
      ) : (
        <>
          <Field label="E-mail" name="email" autoComplete="username" />
          <Field label="Password" name="password" type="password" autoComplete="current-password" />
        </>
      )}
      <button type="submit">Go on</button>
    </form>
  )
}

function Field({ label, ...rest }) {
  return (
    <p>
      <label>
        {label} <input required {...rest} />
      </label>
    </p>
  )
}

function Home() {
  const { api, signOut } = useClient()
  const holder = useHolder()
  const [profile, setProfile] = useState()
  const [notice, setNotice] = useState('')
  useClientEvent('notice', ({ type }) => setNotice(type))
  // Asked anew when somebody else signs in beside.
  const id = holder?.id
  useEffect(() => {
    if (id) answerOf(api.GET('/api/auth/profile/')).then(setProfile, () => undefined)
  }, [api, id])
  return (
    <main>
      <h1>Hello {profile?.username}</h1>
      <p>{profile?.email}</p>
      <p role="status">{notice}</p>
      <button type="button" onClick={() => signOut()}>
        Sign out
      </button>
    </main>
  )
}

createRoot(document.getElementById('root')).render(
  <AuthProvider client={client}>
    <App />
  </AuthProvider>,
)
