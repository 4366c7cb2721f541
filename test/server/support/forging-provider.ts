import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const REDIRECT = 'http://127.0.0.1:8080/v1/session/openid/callback';
const CLIENT = 'tribune';

/** What the provider says wrongly, or differently. A claim of undefined is left out. */
export interface Forgery {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly userinfo?: Readonly<Record<string, unknown>>;
  /** Signs with a key that is not published. */
  readonly otherKey?: boolean;
}

const b64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64url');
/** Made once: RSA keys take their time. */
const [PUBLISHED, OTHER] = [1, 2].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 })) as [Pair, Pair];
interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}
const nowS = (): number => Math.floor(Date.now() / 1000);

/** An identity provider that signs whatever it is told to: what no honest provider can be brought to say. */
export class ForgingProvider {
  forgery: Forgery = {};
  issuer = '';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(500).end());
    });
  }

  static async start(): Promise<ForgingProvider> {
    const provider = new ForgingProvider();
    await new Promise<void>((done) => provider.#server.listen(0, '127.0.0.1', done));
    provider.issuer = `http://127.0.0.1:${(provider.#server.address() as AddressInfo).port}`;
    provider.#server.unref();
    return provider;
  }

  close(): Promise<unknown> {
    return new Promise((done) => this.#server.close(done));
  }

  /** The way back of somebody who signed in, as the browser would be sent it. */
  wayBack(address: string, change: Readonly<Record<string, string | null>> = {}): string {
    const asked = new URL(address).searchParams;
    const code = b64(JSON.stringify({ nonce: asked.get('nonce'), challenge: asked.get('code_challenge') }));
    const back = new URL(REDIRECT);
    const said = { code, state: asked.get('state')!, iss: this.issuer, ...change };
    for (const [name, value] of Object.entries(said)) if (value !== null) back.searchParams.set(name, value);
    return back.href;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (value: unknown, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (request.url === '/.well-known/openid-configuration') return send(this.#metadata());
    if (request.url === '/jwks') {
      return send({
        keys: [{ ...PUBLISHED.publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }],
      });
    }
    if (request.url === '/userinfo')
      return send({ sub: 'u-1', email: 'ada@example.org', email_verified: true, ...this.forgery.userinfo });
    const form = new URLSearchParams(await bodyOf(request));
    const { nonce, challenge } = JSON.parse(Buffer.from(form.get('code') ?? '', 'base64url').toString()) as Record<
      string,
      string
    >;
    const verifier = form.get('code_verifier') ?? '';
    if (createHash('sha256').update(verifier).digest('base64url') !== challenge)
      return send({ error: 'invalid_grant' }, 400);
    send({ access_token: 'a', token_type: 'Bearer', id_token: this.#idToken(nonce!) });
  }

  #metadata(): object {
    const at = (path: string): string => `${this.issuer}/${path}`;
    return {
      issuer: this.issuer,
      authorization_endpoint: at('auth'),
      token_endpoint: at('token'),
      jwks_uri: at('jwks'),
      userinfo_endpoint: at('userinfo'),
      end_session_endpoint: at('end'),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  #idToken(nonce: string): string {
    const { claims, header, otherKey } = this.forgery;
    const says = {
      iss: this.issuer,
      aud: CLIENT,
      sub: 'u-1',
      nonce,
      iat: nowS(),
      exp: nowS() + 300,
      auth_time: nowS(),
      ...claims,
    };
    const head = { alg: 'RS256', typ: 'JWT', kid: 'k', ...header };
    const signed = `${b64(JSON.stringify(head))}.${b64(JSON.stringify(says))}`;
    const key: KeyObject = (otherKey ? OTHER : PUBLISHED).privateKey;
    return `${signed}.${head.alg === 'none' ? '' : b64(sign('sha256', Buffer.from(signed), key))}`;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
