import type * as OpenIdClient from 'openid-client';
import { defined } from '../../core/base/defined.js';
import { TribuneError } from '../../core/base/errors.js';
import {
  type LoginAttempt,
  type OpenIdProvider,
  STEP_UP_MS,
  unauthenticated,
  type VerifiedPerson,
} from '../../domain/identity/index.js';

export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Secret of the client; without one the client is public and relies on PKCE alone. */
  readonly clientSecret?: string;
  /** Redirect URI registered with the provider: the public address of this service and `/v1/session/openid/callback`. */
  readonly redirectUri: string;
  /** Claim with the names of the person's groups, such as `groups`; `groupsScope` is the scope that requests it, if it needs one. */
  readonly groupsClaim?: string;
  readonly groupsScope?: string;
}

/** The library is loaded only by services that use it. */
const library = (): Promise<typeof OpenIdClient> => import('openid-client');

/** Time limit of requests to the provider, in seconds. */
const TIMEOUT_S = 10;
const MS_PER_S = 1000;
/** Allowed difference between the provider's clock and ours, in seconds; the library allows the same for the times in tokens. */
const CLOCK_SKEW_S = 30;

/**
 * Authorization code flow with PKCE (S256), state, nonce and the issuer of RFC 9207 where the provider sends it. The person must have
 * signed in at the provider within the time for which a proof is valid here; for a step-up, after being sent to the provider.
 */
export function openIdProvider(settings: OpenIdSettings): OpenIdProvider {
  const issuer = demandSafe(settings.issuer);
  let found: Promise<OpenIdClient.Configuration> | null = null;
  const configuration = (): Promise<OpenIdClient.Configuration> => {
    found ??= discover(issuer, settings).catch((cause: unknown) => {
      found = null;
      throw cause;
    });
    return found;
  };
  return {
    async begin({ fresh }) {
      const client = await library();
      const attempt: LoginAttempt = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        notBeforeMs: fresh ? Date.now() - CLOCK_SKEW_S * MS_PER_S : null,
      };
      const address = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: settings.redirectUri,
        scope: ['openid email', settings.groupsScope].filter(Boolean).join(' '),
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        ...(fresh ? { max_age: '0', prompt: 'login' } : { max_age: String(STEP_UP_MS / MS_PER_S) }),
      });
      return { attempt, address };
    },
    finish: async (callback, attempt) =>
      redeem(await configuration(), callback, { attempt, groups: settings.groupsClaim }),
    async endAddress() {
      const found = await configuration();
      if (found.serverMetadata().end_session_endpoint === undefined) return null;
      return (await library()).buildEndSessionUrl(found);
    },
  };
}

async function redeem(
  configuration: OpenIdClient.Configuration,
  callback: URL,
  { attempt, groups }: { attempt: LoginAttempt; groups: string | undefined },
): Promise<VerifiedPerson> {
  const client = await library();
  try {
    const tokens = await client.authorizationCodeGrant(configuration, callback, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      maxAge: STEP_UP_MS / MS_PER_S,
      idTokenExpected: true,
    });
    const claims = tokens.claims()!;
    const authenticatedAtMs = claims.auth_time! * MS_PER_S;
    if (attempt.notBeforeMs !== null && authenticatedAtMs < attempt.notBeforeMs) throw new Error('signed in before');
    const whole = hasEmail(claims) && (groups === undefined || groups in claims);
    const told = whole
      ? claims
      : { ...(await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
    const verified = told.email_verified === true && typeof told.email === 'string' ? told.email : null;
    return {
      issuer: claims.iss,
      subject: claims.sub,
      verifiedEmail: verified,
      authenticatedAtMs,
      groups: groups === undefined ? [] : namesIn((told as Record<string, unknown>)[groups]),
    };
  } catch (cause) {
    if (cause instanceof TypeError && cause.message === 'fetch failed') throw unreachable(cause);
    throw withCause(unauthenticated('the sign-in at the identity provider did not succeed', 'Start again.'), cause);
  }
}

const hasEmail = (claims: Readonly<Record<string, unknown>>): boolean => typeof claims.email === 'string';

const namesIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];

const withCause = (error: TribuneError, cause: unknown): TribuneError =>
  new TribuneError(error.code, error.message, {
    ...defined({ remedy: error.remedy }),
    cause,
  });

async function discover(issuer: URL, { clientId, clientSecret }: OpenIdSettings): Promise<OpenIdClient.Configuration> {
  const client = await library();
  try {
    return await client.discovery(
      issuer,
      clientId,
      undefined,
      clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret),
      {
        timeout: TIMEOUT_S,
        // Signatures are checked although the token comes straight from the provider, because TLS may end before it reaches us.
        execute: [
          client.enableNonRepudiationChecks,
          ...(issuer.protocol === 'http:' ? [client.allowInsecureRequests] : []),
        ],
      },
    );
  } catch (cause) {
    throw unreachable(cause);
  }
}

const unreachable = (cause: unknown): TribuneError =>
  new TribuneError('SERVER_UNREACHABLE', 'the identity provider does not answer as it should', {
    remedy: 'Check the issuer: its /.well-known/openid-configuration must name the same issuer.',
    cause,
  });

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Refuses an address over plain HTTP, where tokens could be read on the way; a provider on this machine is allowed for trials. */
function demandSafe(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname))) return url;
  throw new TribuneError('USAGE', 'the issuer of the identity provider is no https address', {
    remedy: 'Give the issuer as the provider names it, such as https://login.example.org/realms/staff.',
  });
}
