import type * as WebAuthn from '@simplewebauthn/server';
import {
  type Expectation,
  type PasskeyAnswer,
  type PasskeyVerifier,
  passkeyRefused,
} from '../../domain/identity/index.js';

/** The library is loaded with the first passkey, because it takes a quarter of a second that other services need not wait. */
const library = (): Promise<typeof WebAuthn> => import('@simplewebauthn/server');

/** COSE algorithms (RFC 9053, RFC 8812): EdDSA, ES256, RS256. Together they cover every authenticator in use. */
export const ALGORITHMS: readonly number[] = [-8, -7, -257];

/** The checks of WebAuthn, by a library for just that. */
export const passkeyVerifier: PasskeyVerifier = {
  async registered(answer, expectation) {
    const { verifyRegistrationResponse } = await library();
    return orRefuse(async () => {
      demandTopFrame(answer);
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: answer as unknown as WebAuthn.RegistrationResponseJSON,
        ...expectedOf(expectation),
        supportedAlgorithmIDs: [...ALGORITHMS],
      });
      if (!verified) throw new Error('not verified');
      const { id, publicKey, counter } = registrationInfo.credential;
      return { id, publicKey, counter, transports: transportsOf(answer) };
    });
  },
  async asserted(answer, passkey, expectation) {
    const { verifyAuthenticationResponse } = await library();
    return orRefuse(async () => {
      demandTopFrame(answer);
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: answer as unknown as WebAuthn.AuthenticationResponseJSON,
        ...expectedOf(expectation),
        credential: { id: passkey.id, publicKey: new Uint8Array(passkey.publicKey), counter: passkey.counter },
      });
      if (!verified) throw new Error('not verified');
      return authenticationInfo.newCounter;
    });
  },
};

const expectedOf = ({ party, challenge }: Expectation) => ({
  expectedChallenge: Buffer.from(challenge).toString('base64url'),
  expectedOrigin: party.origin,
  expectedRPID: party.id,
  requireUserVerification: true,
});

/** Runs a check and replaces the library's error, whose message quotes the input. */
async function orRefuse<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (cause) {
    throw passkeyRefused(cause);
  }
}

/** Refuses an answer from within a frame: none of our pages asks there, so the answer is foreign. */
function demandTopFrame({ response }: PasskeyAnswer): void {
  const said = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString('utf8')) as {
    crossOrigin?: unknown;
  };
  if (said.crossOrigin === true) throw new Error('from a frame');
}

/** Transports in the registry of WebAuthn level 3, section 5.8.4; others are left out. */
const TRANSPORTS: ReadonlySet<unknown> = new Set(['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal']);

function transportsOf({ response }: PasskeyAnswer): string[] {
  const { transports } = response;
  return Array.isArray(transports) ? transports.filter((t): t is string => TRANSPORTS.has(t)) : [];
}
