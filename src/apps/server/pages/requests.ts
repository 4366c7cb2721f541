/** A refusal by the service, with its message. */
export class Refused extends Error {
  readonly code: string;
  readonly status: number;

  constructor(status: number, body: { readonly code?: string; readonly message?: string; readonly remedy?: string }) {
    const words = [body.message ?? `the service answered ${status}`, body.remedy].filter(Boolean).join('. ');
    super(`${words.charAt(0).toUpperCase()}${words.slice(1)}`);
    this.code = body.code ?? '';
    this.status = status;
  }
}

/** Sends one request to this service; gives its answer, or null for an empty one. Throws `Refused`. */
export async function send<T = null>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.ok) return (text === '' ? null : JSON.parse(text)) as T;
  throw new Refused(answer.status, parsed(text));
}

function parsed(text: string): { code?: string; message?: string; remedy?: string } {
  try {
    return JSON.parse(text) as { code?: string };
  } catch {
    return {};
  }
}

/** The ways of signing in that the service offers. */
export interface Ways {
  /** The address at which passkeys work; null where they do not. */
  readonly passkey: string | null;
  readonly identityProvider: boolean;
}

export const waysToSignIn = (): Promise<Ways> => send<Ways>('GET', '/v1/session/ways');

/** The page to open after a sign-in. Only pages of this service are accepted, so that no link leads elsewhere. */
export function nextPage(search: string, fallback: string): string {
  const next = new URLSearchParams(search).get('next') ?? '';
  return /^\/(?![/\\])[\w\-./?=&%]*$/.test(next) ? next : fallback;
}
