import { z } from 'zod';
import type { SourceChange, ToldSource } from '../../domain/source-changes/index.js';
import { guardedPost, NoAnswer } from './guarded-post.js';
import { signatureOf, signingKey } from './webhook.js';

export interface SourceWebhookOptions {
  readonly url: string;
  /** Key of the signature: text, or `whsec_` and base64 as Standard Webhooks writes it. */
  readonly secret: string;
  readonly allowPrivate: boolean;
  readonly nowMs: () => number;
}

/** An answer that says that the change was made. */
const CONFIRMED = z.object({ applied: z.literal(true) });

/**
 * Tells a source system that a decision has another outcome, as a signed webhook under the headers of Standard Webhooks 1.0. Its answer
 * `{"applied": true}` confirms that the change was made; another success says that it was taken.
 */
export function sourceWebhook({ url, secret, allowPrivate, nowMs }: SourceWebhookOptions) {
  const key = signingKey(secret);
  return async (change: SourceChange): Promise<ToldSource> => {
    const { id, ...rest } = change;
    const body = JSON.stringify({ type: 'decision.changed', ...rest });
    const timestamp = Math.floor(nowMs() / 1000);
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf({ key, id, timestamp, body }),
    };
    try {
      const { status, text } = await guardedPost({ url: new URL(url), headers, body, allowPrivate });
      if (status < 200 || status >= 300) return { kind: 'failed', problem: `it answers ${status}` };
      return { kind: isConfirmed(text) ? 'confirmed' : 'taken' };
    } catch (cause) {
      const why = cause instanceof NoAnswer ? cause.message : `the message could not be sent: ${(cause as Error).name}`;
      return { kind: 'failed', problem: why };
    }
  };
}

function isConfirmed(text: string): boolean {
  try {
    return CONFIRMED.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
