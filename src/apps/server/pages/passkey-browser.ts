import { page } from './dom.js';
import { send } from './requests.js';

/** The answer of an authenticator: it holds buffers where JSON has base64url. */
interface RawCredential {
  readonly id: string;
  readonly type: string;
  readonly rawId: ArrayBuffer;
  readonly response: {
    readonly clientDataJSON: ArrayBuffer;
    readonly attestationObject?: ArrayBuffer;
    readonly authenticatorData?: ArrayBuffer;
    readonly signature?: ArrayBuffer;
    readonly userHandle?: ArrayBuffer | null;
    readonly getTransports?: () => string[];
  };
}

interface Descriptor {
  readonly id: string;
}

/** Options as the service sends them: base64url where the browser wants buffers. */
interface Options {
  readonly challenge: string;
  readonly user?: { readonly id: string };
  readonly allowCredentials?: readonly Descriptor[];
  readonly excludeCredentials?: readonly Descriptor[];
}

/** Whether this page can use passkeys: the browser must offer them, and the page must be open at the address to which they belong. */
export const passkeysWorkHere = (address: string | null): boolean =>
  address === page.location.origin && page.PublicKeyCredential !== undefined;

/** Lets the browser make a passkey and registers it under the name. */
export async function addPasskey(name: string): Promise<void> {
  const options = await send<Options>('POST', '/v1/passkeys/begin');
  const made = await orStopped(() => page.navigator.credentials.create({ publicKey: toBuffers(options) }));
  await send('POST', '/v1/passkeys', { name, answer: toJson(made as RawCredential) });
}

/** Signs in with a passkey, or gives a fresh proof at `/v1/session/step-up/passkey`. */
export async function usePasskey(path: '/v1/session/passkey' | '/v1/session/step-up/passkey'): Promise<void> {
  const options = await send<Options>('POST', `${path}/begin`);
  const found = await orStopped(() => page.navigator.credentials.get({ publicKey: toBuffers(options) }));
  await send('POST', path, toJson(found as RawCredential));
}

/** Browsers report with one and the same error that nobody chose a passkey, that none fits, and that time ran out. */
async function orStopped(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (cause) {
    const known = (cause as Error).name === 'InvalidStateError';
    throw new Error(known ? 'This device has a passkey of this account already.' : 'No passkey was used.', { cause });
  }
}

function toBuffers(options: Options): object {
  const list = (of: readonly Descriptor[] = []): object[] => of.map((one) => ({ ...one, id: bytesOf(one.id) }));
  return {
    ...options,
    challenge: bytesOf(options.challenge),
    ...(options.user === undefined ? {} : { user: { ...options.user, id: bytesOf(options.user.id) } }),
    allowCredentials: list(options.allowCredentials),
    excludeCredentials: list(options.excludeCredentials),
  };
}

function toJson({ id, rawId, type, response }: RawCredential): object {
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = response;
  const transports = response.getTransports?.();
  return {
    id,
    rawId: textOf(rawId),
    type,
    response: {
      clientDataJSON: textOf(clientDataJSON),
      ...(attestationObject && { attestationObject: textOf(attestationObject) }),
      ...(authenticatorData && { authenticatorData: textOf(authenticatorData) }),
      ...(signature && { signature: textOf(signature) }),
      ...(userHandle && { userHandle: textOf(userHandle) }),
      ...(transports && { transports }),
    },
  };
}

const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

const textOf = (buffer: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
