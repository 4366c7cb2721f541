import { z } from 'zod';
import { MAX_PASSKEY_NAME } from '../../../domain/identity/index.js';
import { someText, textUpTo } from '../../../domain/settings/index.js';

/** A credential id has at most 1,023 bytes (WebAuthn level 3, section 4), which base64url makes a third longer. */
const credentialId = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(1364);
/** A part of an answer; the bound leaves room for every attestation and assertion. */
const part = z
  .string()
  .regex(/^[A-Za-z0-9_-]*$/)
  .max(65_536);

/** The answer of an authenticator, as `PublicKeyCredential.toJSON()` of a browser gives it. */
export const passkeyAnswer = z
  .looseObject({
    id: credentialId,
    rawId: credentialId,
    type: z.literal('public-key'),
    response: z.looseObject({
      clientDataJSON: part,
      attestationObject: part.optional(),
      authenticatorData: part.optional(),
      signature: part.optional(),
      userHandle: part.nullable().optional(),
      transports: z.array(textUpTo(40)).max(20).optional(),
    }),
  })
  .meta({ id: 'PasskeyAnswer', description: 'PublicKeyCredential.toJSON(), WebAuthn level 3.' });

const name = someText(MAX_PASSKEY_NAME);
export const newPasskey = z.strictObject({ name, answer: passkeyAnswer }).meta({ id: 'NewPasskey' });
export const passkeyName = z.strictObject({ name }).meta({ id: 'PasskeyName' });
