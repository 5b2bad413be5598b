import { Type } from '../http/type.ts'

/** WebAuthn level 3 names every member; ours would only be a copy of it that ages. */
function optionsReply(reader: string) {
  return Type.Unsafe<object>({
    type: 'object',
    additionalProperties: true,
    properties: { challenge: { type: 'string' } },
    description: `As JSON, for \`PublicKeyCredential.${reader}\` in the browser. Answer within five minutes.`,
  })
}

export const CreationOptionsReply = optionsReply('parseCreationOptionsFromJSON')
export const RequestOptionsReply = optionsReply('parseRequestOptionsFromJSON')
