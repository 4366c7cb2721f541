import type { VerifierKey } from '../../core/ledger/index.js';
import type { WitnessPort } from '../../domain/log/ports/index.js';

/** Largest answer of a witness in bytes; an answer holds a few signature lines. */
const MAX_ANSWER_BYTES = 65_536;

/**
 * A witness over HTTP (C2SP tlog-witness): `POST URL/add-checkpoint`. Redirects are not followed.
 *
 * @example
 * httpWitness({ key: parseVerifierKey(vkey), url: new URL('https://witness.example/') });
 */
export function httpWitness({ key, url }: { readonly key: VerifierKey; readonly url: URL }): WitnessPort {
  const address = new URL('add-checkpoint', url.href.replace(/\/?$/, '/'));
  return {
    key,
    where: url.origin,
    async addCheckpoint(body, signal) {
      const response = await fetch(address, { method: 'POST', body, signal, redirect: 'error' }).catch(
        (cause: unknown) => {
          throw new Error(`${url.origin} does not answer: ${reasonOf(cause)}`, { cause });
        },
      );
      return { status: response.status, body: await readMost(response) };
    },
  };
}

async function readMost(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error(`the answer has more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error ? (cause.cause as NodeJS.ErrnoException | undefined) : undefined;
  return inner?.code ?? inner?.message ?? (cause instanceof Error ? cause.message : String(cause));
}
