import type { CliContext } from '../frame/context.js';
import { httpAdmin } from '../service/http-admin.js';
import { DEPLOYMENT } from './people.js';
import type { Service } from './resume.js';

/** A place in which nobody of the sample lives: what is stopped there keeps no decision of the sample from the model. */
const ELSEWHERE = 'US-GA';

/**
 * Stops the deployment for a place without people at the first start, so that there is a stop to look at, and to resume. The stream goes on whatever
 * becomes of it.
 */
export async function stopElsewhere(
  service: Service,
  { context, signal }: { readonly context: CliContext; readonly signal: AbortSignal },
): Promise<void> {
  try {
    if (!(await isNewlyStopped(service))) return;
    context.out(
      `In ${ELSEWHERE}, where nobody of the sample lives, people decide until two persons resume: GET /v1/stops.\n`,
    );
  } catch (cause) {
    if (!signal.aborted) context.err(`the sample shows no stop: ${(cause as Error).message}\n`);
  }
}

/** Stops it where nothing was ever stopped; gives whether it did. */
async function isNewlyStopped(service: Service): Promise<boolean> {
  const admin = httpAdmin(service.url, service.key);
  const { stops } = (await admin.get('/v1/stops?ended=true&limit=1')) as { readonly stops: readonly unknown[] };
  if (stops.length > 0) return false;
  await admin.post('/v1/stops', {
    scope: { kind: 'deployment', deployment: DEPLOYMENT },
    where: { jurisdiction: [ELSEWHERE] },
    mode: 'review',
    reason: `the sample shows a stop: the score was never tried on people of ${ELSEWHERE}`,
  });
  return true;
}
