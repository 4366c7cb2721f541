import { createStopClient, type StopClient } from '../../client/index.js';
import type { CliContext } from '../frame/context.js';
import { httpAdmin } from '../service/http-admin.js';
import { DEPLOYMENT, type Person, PLACE, subjectOf } from './people.js';
import type { Service } from './resume.js';

/** Version of the registry of the sample that is tried out: the same deciles under another name, so that no decision is another one. */
const VERSION = 'sha256:0870f9c3df5ac8fa1998e3209471cd7aee2615463d09f4a613edf5158606545c';
const SHARE = 0.1;

/**
 * Tries a version out on a tenth of the people of the sample, at the first start; the policy of the sample holds it with its first alarm. Gives
 * what says, person by person, which version is to decide.
 */
export async function tryOut(
  service: Service,
  { context, signal }: { context: CliContext; signal: AbortSignal },
): Promise<StopClient> {
  const admin = httpAdmin(service.url, service.key);
  const known = (await admin.get(`/v1/canaries?ended=true&deployment=${encodeURIComponent(DEPLOYMENT)}`)) as {
    readonly canaries: readonly unknown[];
  };
  if (known.canaries.length === 0) {
    const reason = 'the sample shows how a version is tried out';
    await admin.post('/v1/canaries', { deployment: DEPLOYMENT, version: VERSION, share: SHARE, reason });
    context.out('A version is tried out on a tenth of the people; the first alarm holds it: GET /v1/canaries.\n');
  }
  const client = createStopClient({ url: service.url, key: service.key });
  signal.addEventListener('abort', () => client.close(), { once: true });
  // A client that was closed before it heard anything says of nobody which version decides, and nothing is sent any more.
  await client.ready().catch(() => undefined);
  return client;
}

/** The version that is to decide about a person; undefined where the deployment says. */
export const versionFor = (client: StopClient, person: Person): string | undefined =>
  client.decide({ deployment: DEPLOYMENT, subject: subjectOf(person), context: { jurisdiction: PLACE } }).version ??
  undefined;
