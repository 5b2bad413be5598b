import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'

type Given = Readonly<Record<string, unknown>>

/** The service answers what the browser takes, WebAuthn's own JSON; its document names only the challenge. */
export function requestOptions(given: Given): PublicKeyCredentialRequestOptionsJSON {
  return given as unknown as PublicKeyCredentialRequestOptionsJSON
}

export function creationOptions(given: Given): PublicKeyCredentialCreationOptionsJSON {
  return given as unknown as PublicKeyCredentialCreationOptionsJSON
}
