import { createHmac } from 'node:crypto';
import type { Channel, Sent } from '../../domain/alerts/channels/index.js';
import type { SendMessage } from '../../domain/person-messages/index.js';
import type { GuardedPost } from './guarded-post.js';
import { type HttpChannelOptions, httpChannel, posted } from './http-channel.js';

export interface WebhookOptions extends HttpChannelOptions {
  readonly url: string;
  /** Key of the signature: text, or `whsec_` and base64 as Standard Webhooks writes it. */
  readonly secret: string;
  readonly nowMs: () => number;
}

/**
 * A signed webhook: the notice as JSON under the headers of Standard Webhooks 1.0 (https://www.standardwebhooks.com), so that receivers
 * verify it with a library or in ten lines, refuse what is old, and take what comes twice once, by its id.
 */
export function webhookChannel({ name, url, secret, numbers, allowPrivate, nowMs }: WebhookOptions): Channel {
  const key = signingKey(secret);
  return httpChannel({
    ...{ name, kind: 'webhook', reads: 'programs', numbers, refreshMs: null, paceMs: 0 },
    post: (notice) => signed({ url, key, allowPrivate, nowMs }, notice.key, notice),
  });
}

interface Signing extends Pick<WebhookOptions, 'url' | 'allowPrivate' | 'nowMs'> {
  readonly key: Uint8Array;
}

/** A message under the headers of Standard Webhooks. */
function signed({ url, key, allowPrivate, nowMs }: Signing, id: string, message: object): GuardedPost {
  const body = JSON.stringify(message);
  const timestamp = Math.floor(nowMs() / 1000);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatureOf({ key, id, timestamp, body }),
  };
  return { url: new URL(url), headers, body, allowPrivate };
}

/** Sends any message as a signed webhook; what comes twice has the same id. */
export function signedWebhook({
  secret,
  ...options
}: Omit<WebhookOptions, 'name' | 'numbers'>): (id: string, message: object) => Promise<Sent> {
  const key = signingKey(secret);
  return (id, message) => posted(() => signed({ ...options, key }, id, message));
}

/** Hands messages to people over to a system that sends them, as signed webhooks: it knows the person by what `to` says, or by the decision. */
export function personWebhook(options: Parameters<typeof signedWebhook>[0]): SendMessage {
  const send = signedWebhook(options);
  return ({ id, by: _, ...message }) => send(id, { type: 'person.message', ...message });
}

/** The key of a signature from how it is declared. */
export const signingKey = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret, 'utf8');

export const signatureOf = (of: {
  readonly key: Uint8Array;
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
}): string => `v1,${createHmac('sha256', of.key).update(`${of.id}.${of.timestamp}.${of.body}`).digest('base64')}`;
